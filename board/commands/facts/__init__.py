"""Facts of people on a contact, recorded."""
