"""Codes that a data officer gives to local words."""
