"""Facts of people on a contact, read."""
