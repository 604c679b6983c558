"""The page that records facts of one person."""
