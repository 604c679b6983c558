"""Attempts to find out about restricted contacts."""
