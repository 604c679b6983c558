"""Reading people across contacts."""
