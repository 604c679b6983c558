"""Joining records of one person across contacts, and parting them."""
