"""Reading and writing people across contacts."""
