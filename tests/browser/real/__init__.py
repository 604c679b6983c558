"""The real app in a real browser: desk and wall side by side, and everything that can go wrong between them and the database."""
