"""The page of local words."""
