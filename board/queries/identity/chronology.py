"""The chronology of the people of a contact, as one reader may know it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.family.keys import past_keys
from board.domain.family.reasons import reason_words
from board.domain.identity.records import Record
from board.domain.matching import likeness
from board.domain.people import Actor
from board.domain.policy import Policy
from board.queries.identity.history import outcome_words, source_words
from board.queries.identity.same import name_of, needs
from board.store.identity.chronology import chapters_of, joins_told, likely_others
from board.store.identity.people import Compared, compared
from board.views.identity.chronology import Chapter, ChronologyPage, Known, Proposal

PROPOSED, LOOKED_AT = 10, 20
VERDICTS = {"confirmed": "the same family", "incident": "the same incident"}


async def chronology_of(
    conn: AsyncConnection, actor: Actor, contact: Contact, policy: Policy
) -> tuple[ChronologyPage, list[int]]:
    """The chronology, and the numbers of the contacts that it tells of, each of which is a reading."""
    rows = await chapters_of(conn, actor, contact)
    joins = await joins_told(conn, actor, contact)
    people = await compared(conn, actor.hub_id, [contact.contact_id])
    ours: dict[tuple[str, int], Compared] = {(one.record.part, one.record.number): one for one in people}
    chapters = tuple(_chapter(row, contact, ours, joins, policy) for row in rows)
    known = {row.contact_id for row in rows}
    proposals = await _proposals(conn, actor, contact, people, known, joins)
    return ChronologyPage(actor.hub_key, contact.ref, chapters, proposals), sorted(known)


def _chapter(
    row: Any,
    contact: Contact,
    ours: dict[tuple[str, int], Compared],
    joins: list[Any],
    policy: Policy,
) -> Chapter:
    known = [one for one in row.known or () if (one["part"], one["number"]) in ours]
    here = row.contact_id == contact.contact_id
    by_child = here or any(one["part"] == "child" for one in known)
    return Chapter(
        ref=row.ref,
        received_at=row.received_at,
        source=source_words(row.source, policy),
        concern=concern_words(row.concern, policy),
        summary=row.summary if by_child else None,
        outcome=outcome_words(row.outcome, policy),
        outcome_reason=row.outcome_reason if by_child else None,
        closed_at=row.closed_at,
        joined_to=row.joined_to,
        restricted=row.restricted,
        confidential_enquiry=row.confidential_enquiry,
        people=tuple(_known(one, ours[one["part"], one["number"]], joins) for one in known),
        here=here,
    )


def _known(known: Mapping[str, Any], person: Compared, joins: list[Any]) -> Known:
    ends = {person.record.number, known["other"]}
    join = next(
        (
            one
            for one in joins
            if one.part == known["part"] and {one.one, one.other} == ends and one.confirmed_at
        ),
        None,
    )
    return Known(
        needs(person),
        name_of(person),
        person.record.code,
        Record(person.record.part, known["other"]).code,
        join.joined_at if join else datetime.fromisoformat(known["joined_at"]),
        join.by if join else None,
        join.reason if join else None,
    )


async def _proposals(
    conn: AsyncConnection,
    actor: Actor,
    contact: Contact,
    people: list[Compared],
    known: set[int],
    joins: list[Any],
) -> tuple[Proposal, ...]:
    """Contacts that a person took for the same family, or that look like it, and none of whose people are joined yet."""
    ours = [one.who for one in people]
    rows = [
        row
        for row in await likely_others(conn, actor, contact, past_keys(ours), LOOKED_AT)
        if row.contact_id not in known
    ]
    theirs = await compared(conn, actor.hub_id, [row.contact_id for row in rows])
    asked = {number for one in joins if not one.confirmed_at for number in (one.contact_id, one.other_id)}
    found = []
    for row in rows:
        alike = likeness(ours, [one.who for one in theirs if one.contact_id == row.contact_id])
        said = VERDICTS.get(row.verdict or "")
        reasons = alike.codes if alike else row.reasons or []
        if said is None and not reasons:
            continue
        strength = alike.strength if alike else 0
        found.append(
            (
                (said is None, -strength),
                Proposal(row.ref, row.received_at, reason_words(reasons), said, row.contact_id in asked),
            )
        )
    return tuple(one for _, one in sorted(found, key=lambda each: each[0])[:PROPOSED])


def concern_words(code: str, policy: Policy) -> str:
    """A concern in words; a code that a newer policy no longer knows stands as it is."""
    return next((one.label for one in policy.concerns if one.code == code), code)
