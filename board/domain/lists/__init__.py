"""Lists of contacts that somebody uploads: how far each is, how the lists of a sender are read, and what the board found in one."""
