"""How names of one family are compared across spellings: scripts, short forms, name order, and the keys that a search begins with."""
