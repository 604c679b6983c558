"""Links to people outside: sent, opened with a code, and ended."""
