"""Interests in families, by commands."""
