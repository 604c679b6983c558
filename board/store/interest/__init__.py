"""The contacts that an interest in a family reaches."""
