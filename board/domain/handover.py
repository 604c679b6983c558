"""What one shift tells the next: which events are told to whom, and until when the night lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from board.domain.clocks import ClockKind
from board.domain.events import KINDS, SAFE_NOW
from board.domain.permissions import Lens, sees
from board.domain.working_time import Calendar

_OF_CLOCKS: Final[Mapping[ClockKind, tuple[str, str]]] = {ClockKind.SAFE_NOW: SAFE_NOW}


def told(lens: Lens) -> frozenset[str]:
    """The kinds of event that somebody with this lens is told."""
    return frozenset(kind.name for kind in KINDS.values() if kind.told and sees(lens, *kind.told))


def unseen_clocks(lens: Lens) -> frozenset[ClockKind]:
    """Kinds of clock this lens hears nothing of, running or passed."""
    return frozenset(kind for kind, field in _OF_CLOCKS.items() if not sees(lens, *field))


def morning(calendar: Calendar, now: datetime) -> datetime:
    """The hub's next opening after this moment: while it is open, that after the next close."""
    at_hand = calendar.period_after(now)
    return at_hand.opens if at_hand.opens > now else calendar.period_after(at_hand.closes).opens
