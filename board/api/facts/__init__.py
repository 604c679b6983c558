"""Facts of people on a contact through the API."""
