"""How a change reaches a screen: doorbell, changes, frames, sockets. Sockets go down only; every write is an HTTP POST."""
