"""What one shift tells the next: which events are told to whom, and until when the night lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from board.domain.clocks import ClockKind
from board.domain.events import CONSENT, KINDS, PROTECTION, REQUESTS, SAFE_NOW
from board.domain.measures import MeasureKind
from board.domain.permissions import Lens, sees
from board.domain.working_time import Calendar

_OF_CLOCKS: Final[Mapping[ClockKind, tuple[str, str]]] = {
    ClockKind.SAFE_NOW: SAFE_NOW,
    ClockKind.REQUEST: REQUESTS,
    ClockKind.LOOK_AGAIN: CONSENT,
}

_OF_MEASURES: Final = frozenset(kind.value for kind in MeasureKind)


def told(lens: Lens) -> frozenset[str]:
    """The kinds of event that somebody with this lens is told."""
    return frozenset(kind.name for kind in KINDS.values() if kind.told and sees(lens, *kind.told))


def unseen_clocks(lens: Lens) -> frozenset[ClockKind]:
    """Kinds of clock this lens hears nothing of, running or passed."""
    return frozenset(kind for kind, field in _OF_CLOCKS.items() if not sees(lens, *field))


def clock_code(kind: str, lens: Lens) -> str:
    """A kind of clock as a system with this lens is told it: "measure" where it may not know which measure protects the family."""
    return "measure" if kind in _OF_MEASURES and not sees(lens, *PROTECTION) else kind


def field_of(kind: ClockKind) -> tuple[str, str]:
    """The field that a lens must see to hear of a clock of this kind."""
    return _OF_CLOCKS.get(kind, ("contact", "times"))


def morning(calendar: Calendar, now: datetime) -> datetime:
    """The hub's next opening after this moment: while it is open, that after the next close."""
    at_hand = calendar.period_after(now)
    return at_hand.opens if at_hand.opens > now else calendar.period_after(at_hand.closes).opens
