"""Sendings under a reference that was used before."""
