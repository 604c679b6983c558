"""The feed: what other systems are told of the hub's work."""
