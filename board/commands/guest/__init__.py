"""Guests: people outside whom a hub asks by links."""
