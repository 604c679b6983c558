"""Where the truth is kept: the only commit, the tables, the doors, and constraint names turned into sentences."""
