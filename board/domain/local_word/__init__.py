"""Local words of senders, and the codes that a data officer gave them."""
