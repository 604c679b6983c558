"""What leaves the board as a file. Made from facts that are passed in; nothing here reads or writes."""
