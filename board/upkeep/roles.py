"""Who may do what in the database itself, so that a mistake in the board is not the end of the truth."""

from __future__ import annotations

from importlib import resources


def sql() -> str:
    """SQL that any number of applications leave the same: the roles when they are not there, then their rights on what there is."""
    return (resources.files("board") / "upkeep" / "roles.sql").read_text(encoding="utf-8")
