"""Information that the hub asks of agencies."""
