"""Notes of a contact: text that a colleague wrote down, a telephone call, or a call that nobody answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from board.domain.contacts import LONDON


class NoteKind(StrEnum):
    """The way in which the text came."""

    NOTE = "note"
    TELEPHONE = "telephone"
    ATTEMPT = "attempt"  # a call that nobody answered


NOTE_MOST: Final = 4_000
SPOKEN_TO_MOST: Final = 200
OLDEST: Final = timedelta(days=366)
"""Older notes belong in the case system."""
AHEAD: Final = timedelta(minutes=5)
"""How far the clock of another system may be ahead of ours."""
AGAIN_WITHIN: Final = {
    NoteKind.NOTE: timedelta(hours=1),
    NoteKind.TELEPHONE: timedelta(hours=1),
    NoteKind.ATTEMPT: timedelta(minutes=2),
}
"""The same note again within this time is the same note, sent twice. A second attempt comes minutes later."""


def dated(at: str | None) -> str:
    """The date of a note as its line in the history adds it; empty when the note was written at once."""
    if not at:
        return ""
    return f" ({datetime.fromisoformat(at).astimezone(LONDON):%a %-d %b %H:%M})"
