"""The page on which a person declares an interest in a family, and a manager decides those of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class OwnInterest:
    """An interest as the reader typed it, and whether it still stands. Nothing of any contact."""

    kind: of.Plain[str]
    names: of.Plain[tuple[str, ...]]
    address: of.Plain[str | None]
    reference: of.Plain[str | None]
    declared_at: of.Plain[datetime]
    standing: of.Plain[str]


@dataclass(frozen=True, slots=True)
class Interest:
    """The interest of somebody else, for a manager. declared_by: who marked it; none where the person declared it themselves.

    contacts: references of contacts that are or were kept from the person, as far as they exist for the reader.
    """

    interest_id: of.Plain[int]
    person: of.Holder[str]
    kind: of.AdultName[str]
    names: of.AdultName[tuple[str, ...]]
    address: of.AdultAddress[str | None]
    reference: of.Source[str | None]
    reason: of.Summary[str | None]
    declared_at: of.Plain[datetime]
    declared_by: of.Holder[str | None]
    contacts: of.Ref[tuple[str, ...]]
    standing: of.Plain[str]
    confirmed_at: of.Plain[datetime | None]
    confirmed_by: of.Holder[str | None]
    ended_at: of.Plain[datetime | None]
    ended_by: of.Holder[str | None]
    end_reason: of.Summary[str | None]


@dataclass(frozen=True, slots=True)
class InterestsPage:
    """own: what the reader declared. others: those that the reader decides; none for most people.

    kinds: code and words. typed: the form as it was sent. wrong: number of the interest whose form is refused.
    """

    template: ClassVar[str] = "interest/interests.html"
    hub_key: of.Plain[str]
    kinds: of.Plain[tuple[tuple[str, str], ...]]
    own: of.Plain[tuple[OwnInterest, ...]]
    others: tuple[Interest, ...]
    typed: of.Plain[Mapping[str, str]]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    said: of.Plain[str] = ""
    wrong: of.Plain[int | None] = None
