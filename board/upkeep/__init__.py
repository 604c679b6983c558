"""The upkeep of the truth: verify that nothing was changed, back it up, bring it back, and who may touch it."""
