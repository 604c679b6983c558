"""Local words through the API."""
