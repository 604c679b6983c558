"""Databases of earlier versions, each in a folder of its own with the answers that its own code gave: they upgrade and read alike."""
