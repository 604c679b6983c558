"""Uploaded lists in the browser."""
