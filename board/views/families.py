"""What the pages about one family show: two contacts side by side, the question when one is given away, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from board.views.contact import ContactFamily, ContactState, ContactSummary


@dataclass(frozen=True, slots=True)
class Likely:
    """A contact that looks like the same family. verdict: confirmed, rejected or none. reasons: in words."""

    ref: str
    reasons: str
    strong: bool
    verdict: str | None
    holder: str | None
    restricted: bool
    holder_id: int | None = None


@dataclass(frozen=True, slots=True)
class Going:
    """What was asked about because somebody else holds one of the family. act: last part of its address. to: who was to have it, by number.

    seen: number of the holder as whoever acts saw it. reason: what they typed.
    """

    act: str = "claim"
    to: str = ""
    seen: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The question when a contact is given away. held: those of the family that another than `to` holds. to: name of who was to have it.

    may_hold: whether the first of these holders could be given this one too.
    """

    template: ClassVar[str] = "families/same_family.html"
    hub_key: str
    ref: str
    going: Going
    to: str
    held: tuple[Likely, ...]
    may_hold: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two contacts side by side."""

    state: ContactState
    summary: ContactSummary
    family: ContactFamily


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two contacts side by side, and what was said of them. likely: none where the board finds them unlike."""

    template: ClassVar[str] = "families/compare.html"
    hub_key: str
    sides: tuple[Side, Side]
    likely: Likely | None
    why: str | None
    errors: dict[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A live contact that was looked for. who: the person that fits, none where names are not for this reader."""

    ref: str
    rag: str
    holder: str | None
    restricted: bool
    who: str | None
    born_on: date | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FindPage:
    """What was looked for and found. sentence: when there was nothing, or too much."""

    template: ClassVar[str] = "families/find.html"
    hub_key: str
    by_name: bool
    asked: str = ""
    born: str = ""
    found: tuple[Found, ...] = ()
    sentence: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
