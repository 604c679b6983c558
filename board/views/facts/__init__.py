"""Facts of people on a contact, as they are shown."""
