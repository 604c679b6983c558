"""The page of interests in families."""
