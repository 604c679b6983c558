"""Two contacts side by side, what looks like the same family, and finding a live contact by reference or by name and birth date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON, Contact
from board.domain.family.reasons import of_a_family, reason_words
from board.domain.finding import fits
from board.domain.matching import Somebody
from board.domain.people import Actor
from board.domain.permissions import Action, sees
from board.domain.policy import Policy
from board.domain.refusals import NotHere
from board.domain.urgency import worst
from board.queries.cards import rag_of
from board.queries.contact import contact_family, contact_people, contact_row, contact_state, contact_summary
from board.store.colleagues import colleague
from board.store.families import matches_of, people_hidden_from, people_open_to, shown_alike
from board.store.on_duty import off_duty
from board.store.visibility import exists_for
from board.views.contact import AlikeRow, ContactAlike
from board.views.families import Found, Going, Likely, QuestionPage, Side

MOST_FOUND = 20
_BY_REF = text(
    f"select c.contact_id from contacts c where c.hub_id = :hub_id and c.ref = :ref "  # noqa: S608
    f"and (c.closed_at is null or c.closed_at >= :since) and {exists_for(reader=':reader')}"
)
_CARDS = text(
    "select c.contact_id, c.ref, c.restricted, c.received_at, c.closed_at, p.name as holder, "
    "  (select array_agg(r.rag) from ratings r where r.hub_id = c.hub_id and r.contact_id = c.contact_id "
    "   and r.replaced_at is null) as rags "
    "from contacts c left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join people p on p.person_id = cl.person_id where c.hub_id = :hub_id and c.contact_id = any(cast(:ids as bigint[]))"
)


async def likely(conn: AsyncConnection, actor: Actor, contact: Contact) -> tuple[Likely, ...]:
    """What looks like the family of this contact and exists for this person; restricted ones for those named on both alone."""
    rows = await matches_of(conn, contact.hub_id, contact.contact_id, actor.person_id)
    return tuple(
        Likely(
            r.ref,
            reason_words(r.reasons),
            r.strong,
            r.verdict,
            r.holder,
            r.restricted,
            r.holder_id,
            r.verdict_reason,
            of_a_family(r.reasons, r.verdict),
            r.anyway_reason,
            r.anyway_at,
        )
        for r in rows
    )


async def contact_alike(
    conn: AsyncConnection, row: Any, hub_key: str, reader: int | None = None
) -> ContactAlike:
    """Contacts known to everybody that look like this contact's family. row: of contact_row. reader: without what is kept from them.

    Nothing of restricted contacts, and nothing of one that is restricted itself: what the others do makes no event there.
    """
    live = row.closed_at is None
    rows = (
        await shown_alike(conn, row.hub_id, row.contact_id, reader, live=live) if not row.restricted else ()
    )
    alike = tuple(AlikeRow(r.ref, reason_words(r.reasons), r.verdict, r.verdict_reason) for r in rows)
    return ContactAlike(hub_key, row.ref, alike)


async def likely_apart(conn: AsyncConnection, actor: Actor, contact: Contact) -> tuple[Likely, ...]:
    """What of it `contact_alike` may not show: where one of the two is restricted, for those named on it."""
    return tuple(one for one in await likely(conn, actor, contact) if one.restricted or contact.restricted)


async def question(
    conn: AsyncConnection, actor: Actor, contact: Contact, going: Going, now: datetime
) -> QuestionPage:
    """What is asked before this person gives a contact to somebody, or takes it. Raises NotHere where nobody could have been meant."""
    to = int(going.to) if going.to else actor.person_id
    name = actor.name if to == actor.person_id else await colleague(conn, contact, to, Action.CLAIM)
    if name is None:
        raise NotHere
    rows = await likely(conn, actor, contact)
    held = tuple(
        row for row in rows if row.family and row.holder_id not in (None, to) and row.verdict != "rejected"
    )
    able = None
    if held and held[0].holder_id not in (None, contact.holder_id):
        able = await colleague(conn, contact, held[0].holder_id, Action.CLAIM)
    off = to != actor.person_id and await off_duty(conn, contact.hub_id, to, now) is not None
    return QuestionPage(actor.hub_key, contact.ref, going, name, held, able is not None, off)


async def side(conn: AsyncConnection, actor: Actor, ref: str, policy: Policy, today: date) -> Side:
    """One contact as it stands beside another. The caller has passed the door and logged the reading."""
    row = await contact_row(conn, actor.hub_id, ref)
    assert row is not None
    people = await contact_people(conn, row)
    return Side(
        contact_state(row, people, policy),
        contact_summary(row, actor.hub_key, policy),
        contact_family(row, people, actor.hub_key, policy, today),
    )


def found_since(now: datetime, policy: Policy) -> datetime:
    """Contacts closed since then are found: today's, and those whose closing can still be undone."""
    midnight = datetime.combine(today_of(now), time.min, LONDON)
    return min(midnight, now - timedelta(minutes=policy.undo_minutes))


async def find_by_ref(conn: AsyncConnection, actor: Actor, ref: str, since: datetime) -> list[int]:
    """The contact of this reference, live or closed since then, if it exists for this person."""
    facts = {"since": since, "reader": actor.reader} | actor.key | {"ref": ref.upper()}
    return list((await conn.execute(_BY_REF, facts)).scalars())


async def find_by_name(
    conn: AsyncConnection, actor: Actor, name: str, born_on: date | None, since: datetime
) -> list[tuple[int, Any]]:
    """Contacts, live or closed since then, with somebody of nearly this name and birth date, best first, each with
    the person that fits best.

    Adults are looked through only for those who see adults; restricted contacts only for those named.
    """
    people = await people_open_to(conn, actor.hub_id, actor.person_id, since=since)
    return _fitting(people, actor, name, born_on)


async def hidden_by_name(
    conn: AsyncConnection, actor: Actor, name: str, born_on: date | None, since: datetime
) -> list[int]:
    """Contacts that would be found so if they existed for this person: for the people named to see the attempt, and for nobody else."""
    people = await people_hidden_from(conn, actor.hub_id, actor.person_id, since=since)
    return [contact_id for contact_id, _ in _fitting(people, actor, name, born_on)]


def _fitting(
    people: Mapping[int, list[tuple[Somebody, Any]]], actor: Actor, name: str, born_on: date | None
) -> list[tuple[int, Any]]:
    adults = sees(actor.lens, "adult", "name")
    found = []
    for contact_id, those in people.items():
        scored = [
            (score, row)
            for who, row in those
            if (adults or who.part != "adult") and (score := fits(name, born_on, who))
        ]
        if scored:
            best = max(scored, key=lambda one: one[0])
            found.append((best[0], contact_id, best[1]))
    return [(contact_id, row) for _, contact_id, row in sorted(found, key=lambda one: (-one[0], one[1]))]


async def found(
    conn: AsyncConnection, actor: Actor, hits: Iterable[tuple[int, Any]], policy: Policy
) -> tuple[Found, ...]:
    """Each contact found as a line."""
    listed = list(hits)
    ids = [contact_id for contact_id, _ in listed]
    rows = {r.contact_id: r for r in await conn.execute(_CARDS, {"hub_id": actor.hub_id, "ids": ids})}
    made = []
    for contact_id, person in listed:
        row = rows[contact_id]
        who = None
        if person is not None:
            who = " ".join(filter(None, (person.given_name, person.family_name)))
        made.append(
            Found(
                ref=row.ref,
                rag=rag_of(worst(row.rags or (), policy), policy).label,
                holder=row.holder,
                restricted=row.restricted,
                who=who,
                born_on=person.born_on if person is not None else None,
                received_at=row.received_at,
                closed_at=row.closed_at,
            )
        )
    return tuple(made)


def today_of(now: datetime) -> date:
    """The London date."""
    return now.astimezone(LONDON).date()
