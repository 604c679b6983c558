"""How the morning so far is written down: families as they came, and what was done about each, in minutes before now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from board.domain.contacts import NewAdult, NewChild, NewContact, SafeContact
from board.domain.people import Actor
from board.rehearsal.steps import (
    Allocate,
    Arrive,
    Claim,
    Close,
    HandOver,
    Rate,
    Release,
    Restrict,
    SayWhere,
    Step,
)
from board.rehearsal.words import address

Cast = Mapping[str, Actor]
"""People of the hub by the part of their address before the @."""


@dataclass(frozen=True, slots=True)
class Told:
    """A family as the sender told it.

    children: (given name, years, school) each; -1 years: unborn; None: the age is not known. more: what the sender told later, in
    minutes before now and words. otherwise: further fields of NewContact.
    """

    source: str
    concern: str
    summary: str
    family: str
    children: tuple[tuple[str | None, int | None, str | None], ...] = ()
    adults: tuple[NewAdult, ...] = ()
    otherwise: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something done: minutes before now, by whom, and the step it is once the contact has its reference."""

    ago: float
    make: Callable[[Cast, str], Step]


@dataclass(frozen=True, slots=True)
class Story:
    """One contact of the morning. received, logged: minutes before now."""

    received: float
    logged: float
    told: Told
    turns: tuple[Turn, ...] = ()
    more: tuple[float, str] | None = None
    by: str = "l.wu"


def rated(ago: float, who: str, rag: str, reason: str) -> Turn:
    """Somebody rated every child."""
    return Turn(ago, lambda cast, ref: Rate(cast[who], ref, rag, reason))


def claimed(ago: float, who: str) -> Turn:
    """Somebody claimed it."""
    return Turn(ago, lambda cast, ref: Claim(cast[who], ref))


def allocated(ago: float, who: str, to: str) -> Turn:
    """A manager gave it to somebody."""
    return Turn(ago, lambda cast, ref: Allocate(cast[who], ref, cast[to].person_id))


def offered(ago: float, who: str, to: str, note: str) -> Turn:
    """The holder offered it to a colleague, who has not answered yet."""
    return Turn(ago, lambda cast, ref: HandOver(cast[who], ref, cast[to].person_id, note))


def released(ago: float, who: str, reason: str) -> Turn:
    """The holder let go."""
    return Turn(ago, lambda cast, ref: Release(cast[who], ref, reason))


def restricted(ago: float, who: str, with_whom: str, reason: str) -> Turn:
    """It exists for these two from then on."""
    return Turn(ago, lambda cast, ref: Restrict(cast[who], ref, (cast[with_whom].person_id,), reason))


def safe_now(ago: float, who: str, whereabouts: str, with_whom: str, said_by: str) -> Turn:
    """Somebody said where the children were, and that they were safe."""
    return Turn(ago, lambda cast, ref: SayWhere(cast[who], ref, whereabouts, with_whom, said_by))


def closed(ago: float, who: str, outcome: str, reason: str) -> Turn:
    """A manager took it off the board."""
    return Turn(ago, lambda cast, ref: Close(cast[who], ref, outcome, reason))


def adult(role: str, given: str, family: str, age: int, *, safe: SafeContact | None = None) -> NewAdult:
    """An adult; the year of birth follows from 2026."""
    return NewAdult(
        role,
        given,
        family,
        date(2026 - age, 1 + age % 12, 1 + age % 28),
        address(crc32(f"{given} {family}".encode())),
        safe,
    )


def new_contact(story: Story, number: int, now: datetime) -> NewContact:
    """The story's contact as it came in. number: makes the sender's reference."""
    told = story.told
    return NewContact(
        source=told.source,
        received_at=now - timedelta(minutes=story.received),
        concern=told.concern,
        summary=told.summary,
        source_reference=f"{told.source.upper().replace('_', '-')}-{number:04}",
        children=tuple(_child(told, place, now) for place in range(len(told.children))),
        adults=told.adults,
        **told.otherwise,
    )


def arrivals(story: Story, number: int, cast: Cast, now: datetime) -> list[Turn]:
    """How it reached the board: logged once, and again when more came."""
    new, by = new_contact(story, number, now), cast[story.by]
    found = [Turn(story.logged, lambda _cast, _ref: Arrive(by, new))]
    if story.more is not None:
        ago, words = story.more
        again = replace(new, summary=words)
        found.append(Turn(ago, lambda _cast, _ref: Arrive(by, again)))
    return found


def _child(told: Told, place: int, now: datetime) -> NewChild:
    given, years, school = told.children[place]
    day = (now - timedelta(days=40 + 23 * place)).date()
    if years == -1:
        return NewChild(unborn=True, family_name=told.family, expected_on=day + timedelta(days=130))
    born_on = None if years is None else day.replace(year=day.year - years, day=min(day.day, 28))
    return NewChild(given_name=given, family_name=told.family, born_on=born_on, school=school)
