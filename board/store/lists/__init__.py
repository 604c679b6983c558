"""Uploaded lists: the door to them, and how the lists of a sender are read."""
