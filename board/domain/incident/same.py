"""Whether what was sent under one reference is the same incident: the one rule, for restricted and ordinary contacts alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from board.domain.contacts import LONDON, NewContact
from board.domain.matching import Somebody, same_person, told_apart
from board.domain.names import tokens

ASKED_DAYS: Final = 30
"""A contact under the same reference is asked about for so long after it was closed."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A contact, or what was sent, as the rule reads it. on: the date of incident."""

    on: date
    people: tuple[Somebody, ...] = ()


def date_of_incident(said: date | None, received_at: datetime) -> date:
    """The date that was said, else the London day on which the contact was received."""
    return said or received_at.astimezone(LONDON).date()


def same_incident(one: Incident, other: Incident) -> bool:
    """Whether these two, sent under one reference, are one incident.

    The date is the same, and at least one child or adult is the same person by the matching rules; or neither names anybody. A date
    without a name, as of two unborn children expected on one day, does not make families the same that both give names.
    """
    if one.on != other.on:
        return False
    ones, others = _named(one.people), _named(other.people)
    if not ones and not others:
        return True
    apart = any(_facts(one)[1] for one in ones) and any(_facts(one)[1] for one in others)
    return any(
        (_told_alike(a, b) and (_facts(a)[1] or not apart)) or same_person(a, b) is not None
        for a in ones
        for b in others
    )


def incident_of(new: NewContact) -> Incident:
    """A sending, as the rule reads it."""
    children = (
        Somebody(
            "unborn" if c.unborn else "child",
            c.given_name,
            c.family_name,
            c.born_on,
            c.expected_on,
            sex=c.sex,
        )
        for c in new.children
    )
    adults = (Somebody("adult", a.given_name, a.family_name, a.born_on) for a in new.adults)
    return Incident(date_of_incident(new.incident_on, new.received_at), (*children, *adults))


def people_sent(body: Mapping[str, Any]) -> tuple[Somebody, ...]:
    """Everybody in a body of late information, which is kept as JSON."""
    children = (
        Somebody(
            "unborn" if c.get("unborn") else "child",
            c.get("given_name"),
            c.get("family_name"),
            _day(c.get("born_on")),
            _day(c.get("expected_on")),
            sex=c.get("sex"),
        )
        for c in body.get("children") or ()
    )
    adults = (
        Somebody("adult", a.get("given_name"), a.get("family_name"), _day(a.get("born_on")))
        for a in body.get("adults") or ()
    )
    return (*children, *adults)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _named(people: Sequence[Somebody]) -> list[Somebody]:
    """People of whom a name or a date is known. Words such as "unknown" name nobody."""
    return [one for one in people if any(_facts(one)[1:])]


def _told_alike(one: Somebody, other: Somebody) -> bool:
    """Whether all that is known of both is the same: a single name is enough under one reference and date. Twins are two, named or not."""
    return _facts(one) == _facts(other) and not told_apart(one, other)


def _facts(one: Somebody) -> tuple[object, ...]:
    names = tuple(sorted((*tokens(one.given), *tokens(one.family))))
    return one.part, names, one.born_on, one.expected_on
