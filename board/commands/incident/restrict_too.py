"""Another incident under the reference of a restricted contact: the people named say whether it must be restricted too.

Nothing points from the new contact to the restricted one: the question stands with the restricted one alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.climbs import next_up
from board.commands.deliveries import queue
from board.commands.identity.telling import shared_around, tell_since
from board.commands.record import Done, record
from board.commands.restrictions import restrict
from board.commands.telling import over
from board.commands.words import given, one_of
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.store.doors import access_contact, locked
from board.store.engine import Tx
from board.store.on_duty import on_duty
from board.store.policies import policy
from board.store.visibility import ever_named, on_the_board, people_named

ASKED = "restrict_too_asked"
ANSWERS = ("yes", "no")
_ASK = text(
    "insert into restrict_too_questions (hub_id, contact_id, other_id, asked_at, climb_at) "
    "values (:hub_id, :contact_id, :other_id, :now, :climb_at) on conflict do nothing"
)
_DUE = text(
    "select hub_id, question_id from restrict_too_questions where climb_at <= :now order by climb_at limit :most"
)
_TAKE = text(
    "select contact_id, other_id from restrict_too_questions where hub_id = :hub_id and question_id = :question_id "
    "and climb_at <= :now for no key update skip locked"
)
_ASKS_STILL = text(
    f"select {on_the_board()} from contacts c where c.hub_id = :hub_id and c.contact_id = :other_id"  # noqa: S608
)
_CLIMB = text(
    "update restrict_too_questions set climb_at = :climb_at where hub_id = :hub_id and question_id = :question_id"
)
_OUT = text(
    f"select {ever_named()} || array(select k.person_id from kept_out k where k.hub_id = c.hub_id "  # noqa: S608
    "and k.contact_id = c.contact_id and k.ended_at is null) as ever, array(select k.person_id from kept_out k "
    "where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.ended_at is null) as kept "
    "from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
_NAME = text(
    "insert into named_people (hub_id, contact_id, person_id, named_at) values (:hub_id, :contact_id, :person_id, :now)"
)
_QUESTION = text(
    "select q.question_id from restrict_too_questions q join contacts o on o.hub_id = q.hub_id and o.contact_id = q.other_id "  # noqa: S608
    f"where q.hub_id = :hub_id and q.contact_id = :contact_id and o.ref = :other and q.answered_at is null and {on_the_board('o')} "
    "for no key update of q"
)
_ANSWER = text(
    "update restrict_too_questions set answered_at = :now, answered_by = :person_id, restricted_too = :yes, climb_at = null "
    "where hub_id = :hub_id and question_id = :question_id"
)
# Those named here are the ones that the policy names.
_NAME_SYSTEMS = text(
    "insert into named_people (hub_id, contact_id, person_id, named_at) select o.hub_id, o.contact_id, p.person_id, :now "  # noqa: S608
    f"from contacts c join people p on p.person_id = any({people_named()}) and p.service and p.ended_at is null "
    f"join contacts o on o.hub_id = c.hub_id and o.ref = :other and not {on_the_board('o')} "
    "where c.hub_id = :hub_id and c.contact_id = :contact_id "
    "on conflict (hub_id, contact_id, person_id) where ended_at is null do nothing"
)
_OPEN = text(
    "select exists (select from restrict_too_questions where hub_id = :hub_id and contact_id = :contact_id and climb_at is not null)"
)
_SEATED = text(
    "select distinct s.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.person_id = any(cast(:people as bigint[]))"
)


async def ask_restrict_too(tx: Tx, contact: Contact, other_id: int, *, now: datetime) -> frozenset[int]:
    """Ask the people named on this restricted contact, which is locked; returns the people told. The event is the caller's.

    Writes restrict_too_questions, deliveries.
    """
    minutes = (await policy(tx.conn, contact.hub_id, now)).restrict_too_minutes
    facts = {"other_id": other_id, "now": now, "climb_at": now + timedelta(minutes=minutes)}
    await tx.conn.execute(_ASK, contact.key | facts)
    about = (contact.hub_id, ASKED, sorted(contact.named), contact.contact_id)
    return await queue(tx, *about, now=now, urgent=True, noted=False)


async def unanswered(tx: Tx, *, now: datetime, most: int = 100) -> list[tuple[int, int]]:
    """Questions (hub_id, question_id) that nobody has answered in time. No locks."""
    return [(r.hub_id, r.question_id) for r in await tx.conn.execute(_DUE, {"now": now, "most": most})]


async def climb_restrict_too(tx: Tx, hub_id: int, question_id: int, *, now: datetime) -> bool:
    """Name the next person of the restricted ladder who is on duty, and ask them too; read or unread, until somebody answers.

    Nobody kept out or taken off is named. Where nobody is left to name, the people named are asked again. A question that asks nothing any
    more ends: a restriction was lifted, or the other contact is restricted. Returns whether somebody was told. Locks: the question,
    skipping it when locked, and the contact. Writes restrict_too_questions, named_people, deliveries, event restricted_climbed.
    """
    facts: dict[str, Any] = {"hub_id": hub_id, "question_id": question_id, "now": now}
    row = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    contact = (
        None if row is None else await locked(tx.conn, hub_id, row.contact_id, skip_locked=True, now=now)
    )
    if row is None or contact is None:
        return False
    asks = (
        contact.restricted
        and (await tx.conn.execute(_ASKS_STILL, facts | {"other_id": row.other_id})).scalar_one()
    )
    rules = await policy(tx.conn, hub_id, now)
    climb_at = now + timedelta(minutes=rules.restrict_too_minutes) if asks else None
    await tx.conn.execute(_CLIMB, {**facts, "climb_at": climb_at})
    if not asks:
        return False
    out = (await tx.conn.execute(_OUT, contact.key)).one()
    found = next_up(
        await on_duty(tx.conn, hub_id, now), rules.rota.restricted_ladder, {*contact.named, *out.ever}
    )
    if found is None:
        return bool(
            await queue(tx, hub_id, ASKED, sorted(contact.named), contact.contact_id, now=now, urgent=True)
        )
    shared = await shared_around(tx, contact)
    await tx.conn.execute(_NAME, contact.key | {"person_id": found.person_id, "now": now})
    await tell_since(tx, contact, shared, now=now)
    people = [*sorted(contact.named), found.person_id]
    told = await queue(tx, hub_id, ASKED, people, contact.contact_id, now=now, urgent=True)
    body: Body = {"person": found.person_id, "role": found.role.value, "why": "not_answered"}
    await record(tx, contact, "restricted_climbed", None, body, told=[*told, found.person_id], now=now)
    return True


async def restrict_too(
    tx: Tx, actor: Actor, ref: str, other: str, answer: str, reason: str, *, now: datetime
) -> Done:
    """Answer for the contact with the reference other: yes restricts it to the same people, and no says why not.

    The same answer again is silence. Raises UnknownCode, ReasonNeeded, NotHere where nothing is asked about that contact, and what
    restrict raises. Locks: the restricted contact, the question, then the other one. Writes restrict_too_questions, deliveries, what
    restrict writes, event restrict_too_answered.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.RESTRICT, now=now, lock=True)
    one_of(ANSWERS, "answer", answer)
    reason = given(reason)
    facts = contact.key | {"other": other.upper(), "now": now, "person_id": actor.person_id}
    question_id = (await tx.conn.execute(_QUESTION, facts)).scalar_one_or_none()
    if question_id is None or not contact.restricted:
        raise NotHere
    if answer == "yes":
        kept = frozenset((await tx.conn.execute(_OUT, contact.key)).one().kept) - contact.named
        named = (await tx.conn.execute(_SEATED, facts | {"people": sorted(contact.named)})).scalars()
        await restrict(tx, actor, other, [*named], reason, keep_out=kept, now=now)
        await tx.conn.execute(_NAME_SYSTEMS, facts)
    await tx.conn.execute(_ANSWER, {**facts, "question_id": question_id, "yes": answer == "yes"})
    told = frozenset[int]()
    if not (await tx.conn.execute(_OPEN, contact.key)).scalar_one():
        told = await over(tx, contact, kinds=[ASKED], now=now)
    body: Body = {"answer": answer}
    await record(
        tx, contact, "restrict_too_answered", actor, body, told=told, words={"reason": reason}, now=now
    )
    return Done(contact.ref)
