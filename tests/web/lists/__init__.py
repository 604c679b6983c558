"""Uploaded lists over HTTP."""
