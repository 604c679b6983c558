"""How contacts come in: JSON bodies, forms and police lists, each into the same checked `NewContact`."""
