"""What changes by time alone becomes an event: clocks that come due, reminders on their way up the ladder, the turn of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from operator import add
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.commands.record import note, record
from board.commands.rungs import Climbing, climb
from board.commands.running import keep_clocks
from board.commands.telling import tell
from board.domain.clocks import ClockKind
from board.domain.contacts import LONDON, Contact
from board.store.doors import COLUMNS
from board.store.engine import Tx
from board.store.policies import policy_version
from board.store.visibility import NAMED_AND_OFFERED

_LOOK = text(
    "select hub_id, contact_id from ("
    "  select hub_id, contact_id, due_at as at from clocks where due_at <= :now and stopped_at is null and fired_at is null "
    "  union all "
    "  select hub_id, contact_id, next_rung_at from clocks where next_rung_at <= :now and stopped_at is null and next_rung_at is not null"
    ") k group by hub_id, contact_id order by min(at), hub_id, contact_id limit :most"
)
# The order of numbers, so that two workers at the same batch never wait for one another in a ring; who is locked is stepped over.
_LOCK = text(
    f"select {COLUMNS}, {NAMED_AND_OFFERED} "  # noqa: S608 - constants
    "from contacts c where c.hub_id = :hub_id and c.contact_id = any(cast(:ids as bigint[])) order by c.contact_id "
    "for no key update of c skip locked"
)
# A statement of its own: what the lock's statement saw of the holder may be older than the lock.
_HOLDERS = text(
    "select contact_id, person_id, coalesce(attended_at, claimed_at) as attended_at from claims "
    "where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[])) and released_at is null"
)
_DUE = text(
    "select clock_id, contact_id, kind, about, basis, started_at, due_at, runs_through, raised, "
    "  due_at <= :now and fired_at is null as late, next_rung_at is not null and next_rung_at <= :now as rung "
    "from clocks where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[])) and stopped_at is null order by contact_id, clock_id"
)
_FIRE = text(
    "update clocks set fired_at = :now where hub_id = :hub_id and clock_id = any(cast(:clocks as bigint[]))"
)
_ATTENDED = text(
    "select greatest((select max(at) from events e where e.hub_id = :hub_id and e.contact_id = :contact_id and e.actor_id = :person_id), "
    "(select max(at) from readings r where r.hub_id = :hub_id and r.contact_id = :contact_id and r.person_id = :person_id))"
)
_ATTEND = text(
    "update claims set attended_at = :at where hub_id = :hub_id and contact_id = :contact_id and released_at is null"
)
_LAST_DAY = text(
    "select max(at) from events where hub_id = :hub_id and kind = 'day_turned' "
    "and seq > (select seq from heads where hub_id = :hub_id) - 20000"
)


@dataclass(frozen=True, slots=True)
class Fired:
    """What was done for some contacts. late: clocks found due; raised: reminders; waited: seconds by which each was later than its
    moment; skipped: contacts that somebody had locked; failed: contacts that could not be fired.
    """

    late: int = 0
    raised: int = 0
    waited: tuple[float, ...] = ()
    skipped: int = 0
    failed: int = 0

    def __add__(self, other: Fired) -> Fired:
        return Fired(*map(add, astuple(self), astuple(other)))


async def due(conn: AsyncConnection, *, now: datetime, most: int = 200) -> list[tuple[int, int]]:
    """Owners (hub_id, contact_id) with a clock that is due and has not fired, or a reminder to come; the longest due first. No locks."""
    return [(r.hub_id, r.contact_id) for r in await conn.execute(_LOOK, {"now": now, "most": most})]


async def fire(tx: Tx, hub_id: int, contact_id: int, *, now: datetime) -> Fired:
    """fire_some for one contact."""
    return await fire_some(tx, hub_id, [contact_id], now=now)


async def fire_some(tx: Tx, hub_id: int, contact_ids: Collection[int], *, now: datetime) -> Fired:
    """Fire what is due of these contacts of one hub, once, after looking at each again. One that somebody has locked is stepped over,
    and the next tick finds it.

    Locks: the contacts by number, skipping those locked. Writes clocks, rungs, claims, deliveries; an event clock_fired a clock that
    is late, and what rungs.climb writes a reminder.
    """
    facts: dict[str, Any] = {"hub_id": hub_id, "ids": list(contact_ids), "now": now}
    locked = {row.contact_id: row for row in await tx.conn.execute(_LOCK, facts)}
    skipped = len(set(contact_ids)) - len(locked)
    if not locked:
        return Fired(skipped=skipped)
    facts["ids"] = list(locked)
    holders = {row.contact_id: row for row in await tx.conn.execute(_HOLDERS, facts)}
    clocks = (await tx.conn.execute(_DUE, facts)).all()
    version = await policy_version(tx.conn, hub_id, now)
    contacts = {
        number: Contact.of(
            row._mapping,
            holder_id=holders[number].person_id if number in holders else None,
            holder=None,
            claimed_at=None,
            policy_version=version,
        )
        for number, row in locked.items()
    }
    attended = await _attended(tx, contacts, holders, clocks, now)
    standing = [clock for clock in clocks if (clock.contact_id, clock.kind) not in attended]
    late = [clock for clock in standing if clock.late]
    if late:
        await tx.conn.execute(_FIRE, {**facts, "clocks": [clock.clock_id for clock in late]})
    for clock in late:
        contact = contacts[clock.contact_id]
        if clock.kind == ClockKind.HAND_OVER:  # loud for who still holds it and who decides it
            whom = [contact.holder_id, contact.deciding_manager]
            await tell(tx, contact, "hand_over_unanswered", whom, by=None, now=now)
        body = {"clock_id": clock.clock_id, "clock": clock.kind}
        await record(tx, contact, "clock_fired", None, body, now=now)
    running: dict[int, dict[ClockKind, datetime]] = defaultdict(dict)
    for clock in standing:
        running[clock.contact_id][ClockKind(clock.kind)] = clock.due_at
    climbing = [Climbing.of(contacts[clock.contact_id], clock, running) for clock in standing if clock.rung]
    rungs = await climb(tx, hub_id, version, climbing, now=now) if climbing else ()
    waits = tuple((now - clock.due_at).total_seconds() for clock in late)
    return Fired(len(late), len(rungs), waits + tuple(rungs), skipped)


async def _attended(
    tx: Tx, contacts: dict[int, Contact], holders: dict[int, Any], clocks: Sequence[Any], now: datetime
) -> set[tuple[int, str]]:
    """Contacts whose holder has done something with them or read them since the engine last looked: their time begins anew."""
    found = set()
    for clock in clocks:
        if clock.kind != ClockKind.UNATTENDED or not (clock.late or clock.rung):
            continue
        contact, holder = contacts[clock.contact_id], holders.get(clock.contact_id)
        if holder is None:
            continue
        facts = contact.key | {"person_id": holder.person_id}
        at = (await tx.conn.execute(_ATTENDED, facts)).scalar_one()
        if at is not None and at > holder.attended_at:
            await tx.conn.execute(_ATTEND, {**facts, "at": at})
            await keep_clocks(tx, contact, now=now)
            found.add((clock.contact_id, clock.kind))
    return found


async def turn_day(tx: Tx, hub_id: int, *, now: datetime) -> bool:
    """Record that a new day began in this hub, once a London day. Locks: the hub's head."""
    await tx.conn.execute(
        text("select 1 from heads where hub_id = :hub_id for no key update"), {"hub_id": hub_id}
    )
    last = (await tx.conn.execute(_LAST_DAY, {"hub_id": hub_id})).scalar_one()
    if last is not None and last.astimezone(LONDON).date() >= now.astimezone(LONDON).date():
        return False
    note(tx, hub_id, "day_turned", None, now=now)
    return True
