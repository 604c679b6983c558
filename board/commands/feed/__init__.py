"""The numbers of the feed."""
