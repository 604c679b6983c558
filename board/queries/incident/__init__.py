"""Questions to a person before something is kept that is like a contact that is here."""
