"""What can be undone: the last thing somebody did with a contact, for a short while, as long as nothing stands in the way."""

from __future__ import annotations

from typing import Final

from board.domain.events import KINDS

UNDOABLE: Final = {kind.name: kind.undo for kind in KINDS.values() if kind.undo}
"""Kinds of event that can be undone, each with what is undone in words."""

IN_THE_WAY: Final = tuple(kind.name for kind in KINDS.values() if kind.settles)
"""Kinds of event after which what came before stays as it is. Others (a clock that fired, late information that came) change nothing of
who has a contact, and stand in nobody's way."""

OFF_BOARD: Final = ("contact_closed", "contact_joined")
"""Kinds of event that take a contact off the board, and can be undone where it is off it."""
