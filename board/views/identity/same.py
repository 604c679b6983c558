"""Whether people of two contacts are one person: the question on the page that compares the two, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class Choice:
    """A child or adult who can be chosen. needs: whether a reader may know the name."""

    needs: of.Plain[of.Shows]
    code: of.Plain[str]
    name: of.Plain[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that look like one person, or were joined. state: joined, through (other records), asked or none.

    one, other: their codes. names: of both, in words. facts: those that match, in words. by, at, reason: of the join.
    """

    needs: of.Plain[of.Shows]
    one: of.Plain[str]
    other: of.Plain[str]
    names: of.Plain[str]
    facts: of.Matches[str]
    state: of.Matches[str | None] = None
    by: of.Holder[str | None] = None
    at: of.Matches[datetime | None] = None
    reason: of.Matches[str | None] = None


@dataclass(frozen=True, slots=True)
class SameTyped:
    """The answer of a person about two records, as typed. errors: why it was not kept. act: of which form."""

    act: of.Plain[str] = ""
    person: of.Plain[str] = ""
    other_person: of.Plain[str] = ""
    reason: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)

    def refused(self, errors: Mapping[str, str]) -> SameTyped:
        """The same with the sentences that say why it was not kept."""
        return replace(self, errors=dict(errors))


@dataclass(frozen=True, slots=True)
class SamePeople:
    """The people of two contacts. pairs: whom the board or a person takes for one. said: as typed."""

    ones: tuple[Choice, ...]
    others: tuple[Choice, ...]
    pairs: tuple[Pair, ...]
    said: of.Plain[SameTyped] = SameTyped()


NOBODY: Final = SamePeople((), (), ())
