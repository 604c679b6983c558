"""Interests in families through the API."""
