"""Every contact of the people of one contact that a reader may open, by when it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the contact who is a person of another. needs: whether a reader may know the name.

    person, other_person: the records, as the API names them. by: who joined them, none where the reader may not know of the join.
    """

    needs: of.Plain[of.Shows]
    name: of.Plain[str]
    person: of.Plain[str]
    other_person: of.Plain[str]
    joined_at: of.Matches[datetime]
    by: of.Holder[str | None] = None
    reason: of.Matches[str | None] = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One contact. summary: as reported; none where it is known by an adult alone, since that family may be another.

    people: of the contact whose chronology it is. here: it is that contact itself.
    """

    needs: ClassVar = of.Shows("contact", "matches")
    ref: of.Matches[str]
    received_at: of.Times[datetime]
    source: of.Source[str | None]
    concern: of.Concern[str | None]
    summary: of.Summary[str | None]
    outcome: of.Summary[str | None]
    outcome_reason: of.Summary[str | None]
    closed_at: of.Times[datetime | None]
    joined_to: of.Matches[str | None]
    restricted: of.Plain[bool]
    confidential_enquiry: of.Flags[bool]
    people: tuple[Known, ...]
    here: of.Plain[bool] = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another contact that may be of the same people. said: the answer of a person about the families; none where nobody answered."""

    needs: ClassVar = of.Shows("contact", "matches")
    ref: of.Matches[str]
    received_at: of.Times[datetime]
    reasons: of.Matches[str]
    said: of.Matches[str | None]
    asked: of.Matches[bool] = False


@dataclass(frozen=True, slots=True)
class ChronologyPage:
    """The chronology of the people of a contact, the newest first, and contacts that may belong to it."""

    template: ClassVar[str] = "identity/chronology.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    chapters: tuple[Chapter, ...]
    proposals: tuple[Proposal, ...]
