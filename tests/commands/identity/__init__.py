"""People across contacts: joined, parted, counted."""
