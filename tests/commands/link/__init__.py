"""Guests, and links to them: sent, opened with a code, ended."""
