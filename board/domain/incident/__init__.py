"""An incident: one thing that happened, however often and under whatever spelling of its reference somebody sends it."""
