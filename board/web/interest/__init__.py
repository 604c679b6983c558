"""Interests in families over HTTP."""
