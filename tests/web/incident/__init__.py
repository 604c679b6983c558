"""Pages and restricted contacts."""
