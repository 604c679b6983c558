"""Local words without a code, and the mappings of a hub."""
