"""Seats on the command line."""
