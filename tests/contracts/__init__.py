"""What the rooms of the house may rely on in each other."""
