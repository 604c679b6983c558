"""Links as their own people and members of staff read them."""
