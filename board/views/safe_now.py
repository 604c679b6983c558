"""Where each child of a contact is now, and with whom, as people said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class SafeRow:
    """The last word about one child. standing: not_known, nobody_says_safe, unconfirmed or said. lapses_at: until when it counts as now.

    whereabouts, with_whom, said_by: none also for a lens that may know no more than how it stands. before: what was said earlier.
    """

    place: of.Plain[int]
    name: of.ChildName[str | None]
    unborn: of.SafeNow[bool]
    standing: of.SafeNow[str]
    whereabouts: of.ChildSafeNow[str | None]
    with_whom: of.ChildSafeNow[str | None]
    said_by: of.ChildSafeNow[str | None]
    said_at: of.SafeNow[datetime | None]
    lapses_at: of.SafeNow[datetime | None]
    recorded_by: of.Holder[str | None]
    before: of.ChildSafeNow[tuple[SafePast, ...]]


@dataclass(frozen=True, slots=True)
class SafePast:
    """Something said earlier of a child. words: all of it on one line."""

    said_at: of.ChildSafeNow[datetime]
    words: of.ChildSafeNow[str]
    recorded_by: of.Holder[str | None]


@dataclass(frozen=True, slots=True)
class ContactSafeNow:
    """Where each child is now. leads: the contact is of the first colour, so what is missing is an alarm."""

    template: ClassVar[str] = "contact/safe_now.html"
    leads: of.SafeNow[bool]
    alarms: of.SafeNow[tuple[str, ...]]
    rows: of.SafeNow[tuple[SafeRow, ...]]

    @property
    def id(self) -> str:
        return "contact-safe-now"
