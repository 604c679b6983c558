"""Uploaded lists, read."""
