"""An urgent message that nobody acknowledged in time goes to the next person, who is told whom to telephone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note
from board.domain.deliveries import KINDS
from board.domain.events import Body
from board.store.engine import Tx
from board.store.interest.shown import deciders
from board.store.ladder import ladder
from board.store.policies import policy
from board.store.reached import reached

_DUE = text(
    "select hub_id, notice_id from deliveries where climb_at <= :now group by hub_id, notice_id order by min(climb_at) limit :most"
)
_TAKE = text(
    "select delivery_id, kind, person_id, contact_id, ring_id, problem from deliveries where hub_id = :hub_id and notice_id = :notice_id "
    "and channel = 'page' and climb_at <= :now and state = 'queued' order by created_at for no key update skip locked"
)
_TOLD = text(
    "select distinct person_id from deliveries where hub_id = :hub_id and notice_id = :notice_id and channel = 'page'"
)
_KIND = text(
    "select kind from deliveries where hub_id = :hub_id and notice_id = :notice_id and channel = 'page' and ring_id is null "
    "order by created_at limit 1"
)
_CLOSED = text(
    "select closed_at is not null from contacts where hub_id = :hub_id and contact_id = :contact_id"
)
_CLIMBED = text(
    "update deliveries set climb_at = :climb_at, problem = coalesce(:problem, problem) where hub_id = :hub_id "
    "and delivery_id = any(cast(:ids as uuid[]))"
)


async def due_to_climb(tx: Tx, *, now: datetime, most: int = 100) -> list[tuple[int, UUID]]:
    """Notices (hub_id, notice_id) that nobody has acknowledged in time, the longest waiting first. No locks."""
    return [(r.hub_id, r.notice_id) for r in await tx.conn.execute(_DUE, {"now": now, "most": most})]


async def climb(tx: Tx, hub_id: int, notice_id: UUID, *, now: datetime) -> bool:
    """Tell the next person up the ladder to telephone whoever did not answer; answers whether somebody was told.

    Whoever has left meanwhile, or may know of the contact no more, is not to be telephoned: the next person is told the thing itself.
    What nobody wants of a closed contact climbs no further. Where nobody is left to tell it tries again later, since somebody may come on
    duty. Locks: the notice's page deliveries, skipping them when locked. Writes deliveries, events delivery_climbed and delivery_queued,
    or delivery_unanswered once.
    """
    facts = {"hub_id": hub_id, "notice_id": notice_id, "now": now}
    rows: list[Any] = list((await tx.conn.execute(_TAKE, facts)).all())
    if not rows:
        return False
    contact_id = rows[0].contact_id
    closed = (await tx.conn.execute(_CLOSED, {**facts, "contact_id": contact_id})).scalar_one_or_none()
    known = {
        one.person_id
        for one in await reached(tx.conn, hub_id, [r.ring_id or r.person_id for r in rows], contact_id)
    }
    first = next((row for row in rows if (row.ring_id or row.person_id) in known), rows[0])
    ring_id = first.ring_id or first.person_id
    kind: str | None = first.kind if first.ring_id else "telephone_now"
    if ring_id not in known:
        ring_id, kind = None, (await tx.conn.execute(_KIND, facts)).scalar_one_or_none()
    if kind is None or (closed and KINDS[kind].open_only):
        await _climbed(tx, hub_id, rows, None, None)
        return False
    told = {*(await tx.conn.execute(_TOLD, facts)).scalars()} | ({ring_id} if ring_id else set())
    left = await ladder(tx.conn, hub_id, contact_id, told, now)
    if (await tx.conn.execute(_KIND, facts)).scalar_one_or_none() == "interest_to_decide":
        left = await deciders(tx.conn, hub_id, left)
    told_now: frozenset[int] = frozenset()
    for person_id in left:
        about = (kind, [person_id], contact_id)
        told_now = await queue(tx, hub_id, *about, now=now, urgent=True, notice_id=notice_id, ring_id=ring_id)
        if told_now:
            break
    if not told_now:
        minutes = (await policy(tx.conn, hub_id, now)).deliveries.climb_minutes
        await _climbed(tx, hub_id, rows, now + timedelta(minutes=minutes), "nobody_left")
        if all(row.problem != "nobody_left" for row in rows):
            whose = [row.person_id for row in rows]
            note(tx, hub_id, "delivery_unanswered", None, about=first.contact_id, told=whose, now=now)
        return False
    await _climbed(tx, hub_id, rows, None, None)
    rung = ring_id or first.ring_id or first.person_id
    body: Body = {"notice": str(notice_id), "person": rung, "to": min(told_now)}
    note(tx, hub_id, "delivery_climbed", None, body, about=contact_id, told=told_now, now=now)
    return True


async def _climbed(
    tx: Tx, hub_id: int, rows: list[Any], climb_at: datetime | None, problem: str | None
) -> None:
    ids = [row.delivery_id for row in rows]
    await tx.conn.execute(_CLIMBED, {"hub_id": hub_id, "ids": ids, "climb_at": climb_at, "problem": problem})
