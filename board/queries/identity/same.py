"""Whether people of two contacts are one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.identity.facts import fact_words, matching_facts
from board.domain.people import Actor
from board.store.identity.chronology import chapters_of, joins_told
from board.store.identity.people import Compared, compared
from board.views.identity.same import Choice, Pair, SamePeople, SameTyped
from board.views.labels import Shows


async def same_people(
    conn: AsyncConnection, actor: Actor, one: Contact, other: Contact, said: SameTyped
) -> SamePeople:
    """The people of two contacts whose doors were passed: who is joined, who waits for a manager, and who looks like one person."""
    everybody = await compared(conn, actor.hub_id, [one.contact_id, other.contact_id])
    ours, theirs = [
        [person for person in everybody if person.contact_id == each.contact_id] for each in (one, other)
    ]
    chapters = await chapters_of(conn, actor, one)
    beside = next((row for row in chapters if row.contact_id == other.contact_id), None)
    joined = {
        (known["part"], known["number"], known["other"]) for known in (beside.known if beside else None) or ()
    }
    joins = {key: row for row in await joins_told(conn, actor, one) for key in _keys(row)}
    pairs = [
        _pair(a, b, facts_between(a, b, ours, theirs), joined, joins)
        for a in ours
        for b in theirs
        if a.record.part == b.record.part
    ]
    found = [pair for pair in pairs if pair is not None]
    ordered = sorted(found, key=lambda pair: (pair.state is None, pair.facts == "nothing"))
    return SamePeople(choices(ours), choices(theirs), tuple(ordered), said)


def facts_between(
    one: Compared, other: Compared, ours: Iterable[Compared], theirs: Iterable[Compared]
) -> tuple[str, ...]:
    """The facts that two records say alike."""
    rest = [
        [each.who for each in people if each.record != person.record]
        for people, person in ((ours, one), (theirs, other))
    ]
    facts = matching_facts(one.who, other.who, *rest, schools=(one.school, other.school))
    return tuple(fact.value for fact in facts)


def choices(people: Iterable[Compared]) -> tuple[Choice, ...]:
    """People as they can be chosen."""
    return tuple(Choice(needs(person), person.record.code, name_of(person)) for person in people)


def needs(person: Compared) -> Shows:
    """The field by which a reader may know the name."""
    return Shows(person.record.part, "name")


def name_of(person: Compared) -> str:
    """A name in words."""
    name = " ".join(filter(None, (person.who.given, person.who.family)))
    if person.who.part == "unborn":
        return f"Unborn {person.who.family}" if person.who.family else "Unborn"
    return name or f"{person.record.part.capitalize()} {person.place}, name not known"


def _pair(
    one: Compared,
    other: Compared,
    facts: tuple[str, ...],
    joined: set[tuple[str, int, int]],
    joins: dict[tuple[str, int, int], Any],
) -> Pair | None:
    """Two records, if anybody or two facts take them for one person."""
    key = (one.record.part, one.record.number, other.record.number)
    join = joins.get(key)
    state = None
    if key in joined:
        state = "joined" if join is not None and join.confirmed_at else "through"
    elif join is not None:
        state = "asked"
    if state is None and len(facts) < 2:
        return None
    told = join if state in ("joined", "asked") else None
    return Pair(
        needs(one),
        one.record.code,
        other.record.code,
        f"{name_of(one)} and {name_of(other)}",
        fact_words(facts),
        state,
        told.by if told else None,
        told.joined_at if told else None,
        told.reason if told else None,
    )


def _keys(join: Any) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    return (join.part, join.one, join.other), (join.part, join.other, join.one)
