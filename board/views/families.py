"""What the pages about one family show: two contacts side by side, the question when one is given away, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from board.views import labels as of
from board.views.contact import ContactFamily, ContactState, ContactSummary
from board.views.identity.same import NOBODY, SamePeople


@dataclass(frozen=True, slots=True)
class Likely:
    """A contact that looks like the same family or incident. verdict: confirmed, rejected or none. reasons: in words.

    family: whether more than the reference makes them look alike. because: why somebody said so. anyway, anyway_at: why one was given
    away beside the other all the same, and when that was last.
    """

    needs: ClassVar = of.Shows("contact", "matches")
    ref: of.Matches[str]
    reasons: of.Matches[str]
    strong: of.Matches[bool]
    verdict: of.Matches[str | None]
    holder: of.Holder[str | None]
    restricted: of.Matches[bool]
    holder_id: of.Holder[int | None] = None
    because: of.Matches[str | None] = None
    family: of.Matches[bool] = True
    anyway: of.Matches[str | None] = None
    anyway_at: of.Matches[datetime | None] = None


@dataclass(frozen=True, slots=True)
class Going:
    """What was asked about because somebody else holds one of the family. act: last part of its address. to: who was to have it, by number.

    seen: number of the holder as whoever acts saw it. reason: what they typed.
    """

    act: of.Plain[str] = "claim"
    to: of.Plain[str] = ""
    seen: of.Plain[str] = ""
    reason: of.Plain[str] = ""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The question when a contact is given away. held: those of the family that another than `to` holds. to: name of who was to have it.

    may_hold: whether the first of these holders could be given this one too. off_duty: the person who was to have it is off duty.
    """

    template: ClassVar[str] = "families/same_family.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    going: of.Plain[Going]
    to: of.Holder[str]
    held: tuple[Likely, ...]
    may_hold: of.Plain[bool]
    off_duty: of.Holder[bool] = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of two contacts side by side."""

    state: ContactState
    summary: ContactSummary
    family: ContactFamily


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a person who compares two contacts, as typed. same: incident, yes (one family) or no. errors: why it was not kept.

    asks: the field that is asked for besides, anyway or raised.
    """

    same: of.Plain[str] = ""
    reason: of.Plain[str] = ""
    anyway: of.Plain[str] = ""
    raised: of.Plain[bool] = False
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
    asks: of.Plain[str] = ""


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two contacts side by side, and what was said of them. likely: none where the board finds them unlike.

    first: the one received first, which the other becomes late information of where they are the same incident.
    """

    template: ClassVar[str] = "families/compare.html"
    hub_key: of.Plain[str]
    sides: tuple[Side, Side]
    likely: of.Matches[Likely | None]
    why: of.Matches[str | None]
    said: of.Plain[Answer] = Answer()
    first: of.Ref[str] = ""
    people: SamePeople = NOBODY


@dataclass(frozen=True, slots=True)
class Found:
    """A contact that was looked for, live or closed today. who: the person that fits, none where names are not for this reader."""

    ref: of.Ref[str]
    rag: of.Colour[str]
    holder: of.Holder[str | None]
    restricted: of.Plain[bool]
    who: of.ChildName[str | None]
    born_on: of.ChildBorn[date | None]
    received_at: of.Times[datetime]
    closed_at: of.Times[datetime | None] = None


@dataclass(frozen=True, slots=True)
class FindPage:
    """What was looked for and found. sentence: when there was nothing, or too much."""

    template: ClassVar[str] = "families/find.html"
    hub_key: of.Plain[str]
    by_name: of.Plain[bool]
    asked: of.Plain[str] = ""
    born: of.Plain[str] = ""
    found: tuple[Found, ...] = ()
    sentence: of.Plain[str | None] = None
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
