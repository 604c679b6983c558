"""Pages of people outside, opened by a link and a code."""
