"""Pages of people across contacts."""
