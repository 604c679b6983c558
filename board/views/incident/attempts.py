"""Attempts to find out about a restricted contact, as the people named on it see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt. kind: of sendings, or the way of a look-up. other: the contact that a sending made or added to instead."""

    at: of.Times[datetime]
    by: of.Holder[str]
    kind: of.Flags[str]
    other: of.Flags[str | None]


@dataclass(frozen=True, slots=True)
class RestrictToo:
    """The question whether another contact must be restricted too. restricted_too: the answer; none until then."""

    ref: of.Flags[str]
    asked_at: of.Times[datetime]
    answered_at: of.Times[datetime | None]
    answered_by: of.Holder[str | None]
    restricted_too: of.Flags[bool | None]


@dataclass(frozen=True, slots=True)
class ContactAttempts:
    """Attempts, newest first, and the questions that they led to."""

    template: ClassVar[str] = "contact/attempts.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    rows: of.Flags[tuple[AttemptRow, ...]] = ()
    questions: of.Flags[tuple[RestrictToo, ...]] = ()

    @property
    def id(self) -> str:
        return "contact-attempts"
