"""What one shift tells the next: which events are told to whom, and until when the night lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from board.domain.clocks import ClockKind
from board.domain.permissions import Lens, sees
from board.domain.working_time import Calendar

_HOLDER, _RAG = ("contact", "holder"), ("contact", "rag")
_SUMMARY, _FLAGS, _MATCHES = ("contact", "summary"), ("contact", "flags"), ("contact", "matches")
_PROTECTION, _SAFE_NOW = ("contact", "protection"), ("contact", "safe_now")

TOLD: Final[Mapping[str, tuple[str, str]]] = {
    "contact_received": _RAG,
    "late_information_received": ("contact", "late_information"),
    "contact_claimed": _HOLDER,
    "contact_released": _HOLDER,
    "hand_over_offered": _HOLDER,
    "hand_over_accepted": _HOLDER,
    "hand_over_declined": _HOLDER,
    "hand_over_withdrawn": _HOLDER,
    "contact_allocated": _HOLDER,
    "contact_reassigned": _HOLDER,
    "owner_taken": _HOLDER,
    "owner_transferred": _HOLDER,
    "act_undone": _SUMMARY,
    "child_added": ("child", "age"),
    "child_rated": ("child", "age"),
    "safe_now_recorded": _SAFE_NOW,
    "match_found": _MATCHES,
    "match_confirmed": _MATCHES,
    "match_rejected": _MATCHES,
    "match_parted": _MATCHES,
    "contact_left_to_holder": _MATCHES,
    "contact_restricted": _FLAGS,
    "named_people_changed": _FLAGS,
    "contact_unrestricted": _FLAGS,
    "contact_closed": _SUMMARY,
    "clock_fired": ("contact", "times"),
    "reminder_unheard": _SUMMARY,
    "measure_recorded": _PROTECTION,
    "measure_ended": _PROTECTION,
    "contact_reviewed": _PROTECTION,
    "review_meeting_set": _PROTECTION,
    "review_meeting_passed_on": _PROTECTION,
    "review_meeting_called_off": _PROTECTION,
    "hold_placed": _SUMMARY,
    "hold_lifted": _SUMMARY,
    "holder_left": _HOLDER,
    "holder_returned": _HOLDER,
    "restricted_climbed": _FLAGS,
    "restricted_uncovered": _FLAGS,
    "restricted_covered": _FLAGS,
    "delivery_failed": _SUMMARY,
    "delivery_climbed": _SUMMARY,
    "delivery_unanswered": _SUMMARY,
}
"""What happened to a contact and is told, by the field that a lens must see to be told it."""

LEFT_OUT: Final = frozenset(
    {
        "reminder_raised",
        "reminder_acknowledged",
        "reminders_cancelled",
        "delivery_acknowledged",
        "clocks_recounted",
        "reminders_recounted",
    }
)
"""What stands in a contact's history and is not told: that somebody was reminded or has seen something changes nothing of the work."""

_OF_CLOCKS: Final[Mapping[ClockKind, tuple[str, str]]] = {ClockKind.SAFE_NOW: _SAFE_NOW}


def told(lens: Lens) -> frozenset[str]:
    """The kinds of event that somebody with this lens is told."""
    return frozenset(kind for kind, field in TOLD.items() if sees(lens, *field))


def unseen_clocks(lens: Lens) -> frozenset[ClockKind]:
    """Kinds of clock this lens hears nothing of, running or passed."""
    return frozenset(kind for kind, field in _OF_CLOCKS.items() if not sees(lens, *field))


def morning(calendar: Calendar, now: datetime) -> datetime:
    """The hub's next opening after this moment: while it is open, that after the next close."""
    at_hand = calendar.period_after(now)
    return at_hand.opens if at_hand.opens > now else calendar.period_after(at_hand.closes).opens
