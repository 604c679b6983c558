"""Pages of links: for people outside, and for the members of staff who ask them."""
