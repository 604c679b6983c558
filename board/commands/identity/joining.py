"""Records of two contacts are of one person, as somebody said; without a second matching fact a manager is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.identity.both import Both, both_records, common, open_join, record_both, told_around
from board.commands.interest.keeping import keep_together
from board.commands.words import given
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action
from board.domain.refusals import NotOnePerson, WouldBeOnePerson
from board.store.engine import Tx
from board.store.identity.joins import (
    enter,
    leave,
    managers_of_both,
    members,
    new_identity,
    open_among,
    record_of,
    rows_of,
)
from board.store.on_duty import managers_told
from board.store.rows import insert_one

_CONFIRM = text(
    "update identity_joins set confirmed_at = :now, confirmed_by = :person_id, baby = :baby, other_baby = :other_baby "
    "where hub_id = :hub_id and join_id = :join_id"
)
_REASON = text("update identity_joins set reason = :reason where hub_id = :hub_id and join_id = :join_id")
_BORN = text(
    "select exists (select from children where hub_id = :hub_id and child_id = any(cast(:children as bigint[])) and not unborn)"
)


@dataclass(frozen=True, slots=True)
class JoinDone:
    """The result of a join. asked: a manager is asked, and nothing is joined yet. changed: false where it stands already."""

    ref: str
    asked: bool = False
    changed: bool = True


async def join_identity(
    tx: Tx,
    actor: Actor,
    ref: str,
    person: Record,
    other: str,
    other_person: Record,
    reason: str,
    *,
    now: datetime,
) -> JoinDone:
    """Say that a child or adult of one contact is a child or adult of another; the same again changes nothing.

    Both contacts may be closed, restricted or under a legal hold: no record of either is touched. Unless two facts match, the name among
    them, a manager is asked; a manager who joins them is asked nothing. person, other_person: the child or adult of each contact.
    Raises ReasonNeeded, OneContact, WouldBeOnePerson, NotHere where a record is not of its contact, and what the door raises.
    Locks: both contacts by number, identities of the hub. Writes readings, identities, identity_joins, identity_records, deliveries;
    events identity_joined or identity_asked of both, restricted_identity_changed where one is restricted, and history_changed.
    """
    both = await both_records(tx, actor, (ref, person), (other, other_person), Action.JOIN_IDENTITY, now=now)
    reason, stands = given(reason), await open_join(tx, both)
    sure = not both.unsure or actor.may(Action.CONFIRM_JOIN)
    if await common(tx, both) or (stands is not None and not sure):
        return JoinDone(ref, asked=stands is not None and stands.confirmed_at is None, changed=False)
    both = await with_babies(tx, both)
    await _must_be_apart(tx, actor, both)
    if stands is None:
        join_id = await _keep(tx, actor, both, reason, now)
    else:
        join_id = stands.join_id
        await tx.conn.execute(_REASON, {"hub_id": actor.hub_id, "join_id": join_id, "reason": reason})
    if not sure:
        await _ask(tx, actor, both, now)
        await record_both(tx, actor, both, "identity_asked", {"join": join_id}, reason, now=now)
        return JoinDone(ref, asked=True)
    await _join(tx, actor, both, join_id, reason, now)
    return JoinDone(ref)


async def confirm_join(
    tx: Tx, actor: Actor, ref: str, person: Record, other: str, other_person: Record, *, now: datetime
) -> JoinDone:
    """Confirm, as a manager who was asked, that two records are of one person; the same again changes nothing.

    Raises NotOnePerson where nobody asks, WouldBeOnePerson and what the door raises. Locks and writes as join_identity.
    """
    both = await both_records(tx, actor, (ref, person), (other, other_person), Action.CONFIRM_JOIN, now=now)
    if await common(tx, both):
        return JoinDone(ref, changed=False)
    stands = await open_join(tx, both)
    if stands is None:
        raise NotOnePerson
    both = await with_babies(tx, both)
    await _must_be_apart(tx, actor, both)
    await _join(tx, actor, both, stands.join_id, stands.reason, now)
    return JoinDone(ref)


async def with_babies(tx: Tx, both: Both) -> Both:
    """The two as records of one baby: an unborn child never makes one person of two born children, who may be twins."""
    options = []
    for record_here in both.records:
        rows = await rows_of(tx.conn, both.hub_id, record_here)
        born = [await _has_born(tx, both.hub_id, record_here, row.identity_id) for row in rows]
        found = [(record_of(row), one) for row, one in zip(rows, born, strict=True)]
        if not rows:
            found = [(record_here, await _has_born(tx, both.hub_id, record_here, None))]
        elif await _is_unborn(tx, both.hub_id, record_here):
            found.append((record_here._replace(baby=max(row.baby for row in rows) + 1), False))
        options.append(found)
    pairs = [(one, other) for one in options[0] for other in options[1]]
    one, other = next((each for each in pairs if not (each[0][1] and each[1][1])), pairs[0])
    return replace(both, records=(one[0], other[0]))


async def _is_unborn(tx: Tx, hub_id: int, record_here: Record) -> bool:
    return record_here.part == "child" and not await _born_among(tx, hub_id, [record_here])


async def _has_born(tx: Tx, hub_id: int, record_here: Record, identity_id: int | None) -> bool:
    """Whether this record, or another of its identity, is a born child or an adult."""
    rows = [] if identity_id is None else await members(tx.conn, hub_id, [identity_id])
    return await _born_among(tx, hub_id, [record_here, *(record_of(row) for row in rows)])


async def _born_among(tx: Tx, hub_id: int, records: Iterable[Record]) -> bool:
    listed = list(records)
    if any(one.part == "adult" for one in listed):
        return True
    facts = {"hub_id": hub_id, "children": [one.number for one in listed]}
    return bool((await tx.conn.execute(_BORN, facts)).scalar_one())


async def _must_be_apart(tx: Tx, actor: Actor, both: Both) -> None:
    """Raises WouldBeOnePerson where two people of one contact would become one. A contact that the actor may not open stops nothing."""
    seen = []
    for contact, end in zip(both.contacts, both.records, strict=True):
        rows = [row for row in await rows_of(tx.conn, both.hub_id, end) if row.baby == end.baby]
        found = await members(tx.conn, both.hub_id, [rows[0].identity_id]) if rows else []
        seen.append({row.contact_id: row.number for row in found} | {contact.contact_id: end.number})
    twice = {one for one in seen[0].keys() & seen[1].keys() if seen[0][one] != seen[1][one]}
    if twice and await open_among(tx.conn, both.hub_id, twice, actor.person_id):
        at = 0 if both.contacts[0].contact_id in twice else 1
        raise WouldBeOnePerson(ref=both.contacts[1 - at].ref, other=both.contacts[at].ref)


async def _keep(tx: Tx, actor: Actor, both: Both, reason: str, now: datetime) -> int:
    facts = {name: value for name, value in both.key.items() if name not in ("one", "other")}
    row = facts | {
        "contact_id": both.key["one"],
        "other_id": both.key["other"],
        "facts": [fact.value for fact in both.facts],
        "reason": reason,
        "joined_at": now,
        "joined_by": actor.person_id,
    }
    return int(await insert_one(tx.conn, "identity_joins", row, "join_id"))


async def _join(tx: Tx, actor: Actor, both: Both, join_id: int, reason: str, now: datetime) -> None:
    """Make one person of the two, and of all that each is joined with. The earlier of two numbers stays."""
    hub_id, ends = both.hub_id, []
    for contact, end in zip(both.contacts, both.records, strict=True):
        rows = [row for row in await rows_of(tx.conn, hub_id, end) if row.baby == end.baby]
        ends.append((rows[0].identity_id if rows else None, (end, contact.contact_id)))
    taken = sorted(number for number, _ in ends if number is not None)
    rows = await members(tx.conn, hub_id, taken)
    around = {row.contact_id for row in rows} | {contact.contact_id for contact in both.contacts}
    async with told_around(tx, both, around, now=now):
        kept = taken[0] if taken else await new_identity(tx.conn, hub_id, both.records[0].part)
        moved = [row for row in rows if row.identity_id != kept]
        await leave(tx.conn, hub_id, moved, now)
        entering = [(record_of(row), row.contact_id) for row in moved]
        entering += [end for number, end in ends if number is None]
        await enter(tx.conn, hub_id, kept, entering, join_id, now)
        babies = {"baby": both.records[0].baby, "other_baby": both.records[1].baby}
        facts = {"hub_id": hub_id, "join_id": join_id, "now": now, "person_id": actor.person_id}
        await tx.conn.execute(_CONFIRM, facts | babies)
    await record_both(tx, actor, both, "identity_joined", {"join": join_id}, reason, now=now)
    await keep_together(tx, actor, *both.contacts, now=now)


async def _ask(tx: Tx, actor: Actor, both: Both, now: datetime) -> None:
    """Tell the managers who answer for the hub now, as far as they may open both contacts; else every manager who may."""
    contacts = {contact.contact_id for contact in both.contacts}
    roles = [role.value for role in PERMISSIONS[Action.CONFIRM_JOIN].roles]
    able = set(await managers_of_both(tx.conn, actor.hub_id, contacts, roles))
    told = able & set(await managers_told(tx.conn, actor.hub_id, now)) or able
    about = next((one for one in both.contacts if one.restricted), both.contacts[1])
    await queue(tx, actor.hub_id, "identity_asked", sorted(told), about.contact_id, now=now)
