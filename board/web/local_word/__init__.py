"""Local words over HTTP."""
