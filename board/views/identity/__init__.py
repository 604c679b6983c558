"""Views of people across contacts."""
