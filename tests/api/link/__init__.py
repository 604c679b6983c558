"""Links and guests through the API."""
