"""Measures that protect the family of an open contact, and the meetings that review them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A protective measure. place, child: whom it protects, none for the family. ended_at: when somebody said that it is over."""

    measure_id: of.Protection[int]
    label: of.Protection[str]
    place: of.Protection[int | None]
    child: of.ChildName[str | None]
    began_at: of.Protection[datetime]
    ends_at: of.Protection[datetime]
    note: of.Protection[str | None]
    ended_at: of.Protection[datetime | None]
    end_reason: of.Protection[str | None]

    @property
    def whom(self) -> str | None:
        """The child in words, by name if the reader sees names."""
        if self.place is None:
            return None
        return f"Child {self.place}: {self.child}" if self.child else f"Child {self.place}"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A manager's look at what was open for long."""

    at: of.Protection[datetime]
    by: of.Holder[str]
    finding: of.Protection[str]


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """When they meet to review it. people: names of who comes, for a lens that may know who holds it."""

    starts_at: of.Protection[datetime]
    minutes: of.Protection[int]
    people: of.Holder[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ContactProtection:
    """Measures that protect the family, the next meeting to review them, and the findings of managers."""

    template: ClassVar[str] = "contact/protection.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    measures: of.Protection[tuple[MeasureRow, ...]]
    meeting: of.Protection[MeetingRow | None]
    reviews: of.Protection[tuple[ReviewRow, ...]]

    @property
    def id(self) -> str:
        return "contact-protection"
