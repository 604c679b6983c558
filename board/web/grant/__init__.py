"""Grants: seats that somebody gives, until their person takes them."""
