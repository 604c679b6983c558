"""People across contacts in the API."""
