"""Declaring, marking and deciding interests in families."""
