"""Links: one for one person and one purpose, opened by a code that comes by another route."""
