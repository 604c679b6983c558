"""Holders who went off duty or left: what they hold stays theirs, is said to be so, and is told to a manager. Never put back in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.policies import recount
from board.commands.record import record
from board.commands.telling import managers_of
from board.store.doors import locked
from board.store.engine import Tx
from board.store.policies import policy_version

# Gone: without a seat here; or with a rota and not on it now. Who was on the rota long ago, before this claim, is not missed by it.
_GONE = """(
    not exists (select from seats s join people p on p.person_id = s.person_id and p.ended_at is null
      where s.hub_id = cl.hub_id and s.person_id = cl.person_id and s.ended_at is null)
    or exists (select from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id
      where s.hub_id = cl.hub_id and s.person_id = cl.person_id
      and d.ended_at <= :now and d.ended_at > d.starts_at and d.ended_at > cl.claimed_at - interval '12 hours')
    and not exists (select from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id and s.ended_at is null
      where s.hub_id = cl.hub_id and s.person_id = cl.person_id
      and d.ended_at is null and d.starts_at <= :now and d.ends_at > :now)
)"""
_LOOK = text(
    "select cl.contact_id from claims cl join contacts c on c.hub_id = cl.hub_id and c.contact_id = cl.contact_id "  # noqa: S608 - constants of this file
    f"where cl.hub_id = :hub_id and cl.released_at is null and c.closed_at is null and (cl.left_at is not null) <> {_GONE} "
    "order by cl.contact_id limit :most"
)
# A statement of its own, read after the lock is held.
_CLAIM = text(
    f"select cl.claim_id, cl.person_id, cl.left_at is not null as told, {_GONE} as gone, coalesce("  # noqa: S608
    "  (select p.ended_at from people p where p.person_id = cl.person_id), "
    "  (select max(s.ended_at) from seats s where s.hub_id = cl.hub_id and s.person_id = cl.person_id "
    "   having count(s.ended_at) = count(*)), "
    "  (select max(d.ended_at) from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id "
    "   where s.hub_id = cl.hub_id and s.person_id = cl.person_id and d.ended_at <= :now and d.ended_at > d.starts_at), :now) as since "
    "from claims cl where cl.hub_id = :hub_id and cl.contact_id = :contact_id and cl.released_at is null"
)
_MARK = text("update claims set left_at = :left_at where hub_id = :hub_id and claim_id = :claim_id")


@dataclass(frozen=True, slots=True)
class Left:
    """What was found: whether the holder is gone or here again, and who was told of it."""

    gone: bool
    told: tuple[int, ...] = ()


async def to_mark(tx: Tx, hub_id: int, *, now: datetime, most: int = 200) -> list[int]:
    """Contacts whose holder is gone and nothing says so, or is here again while something says they are gone. No locks."""
    rows = await tx.conn.execute(_LOOK, {"hub_id": hub_id, "now": now, "most": most})
    return list(rows.scalars())


async def mark(tx: Tx, hub_id: int, contact_id: int, *, now: datetime) -> Left | None:
    """Say once that this contact's holder is gone, and tell a manager; or that they are here again. None when there is nothing to say.

    Told: managers_of the contact. Nobody's claim is touched. Locks: the contact, skipping it when locked. Writes claims, deliveries,
    events holder_left, holder_returned, and what recount writes.
    """
    contact = await locked(tx.conn, hub_id, contact_id, skip_locked=True, now=now)
    if contact is None or contact.closed_at is not None:
        return None
    facts = contact.key | {"now": now}
    claim = (await tx.conn.execute(_CLAIM, facts)).one_or_none()
    if claim is None or claim.gone == claim.told:
        return None
    left_at = min(claim.since, now) if claim.gone else None
    await tx.conn.execute(_MARK, {**facts, "claim_id": claim.claim_id, "left_at": left_at})
    told: frozenset[int] = frozenset()
    if claim.gone:
        told = await managers_of(tx, contact, now=now) - {claim.person_id}
        await queue(tx, hub_id, "holder_left", sorted(told), contact_id, now=now)
        # In the hours of somebody who has left for good nobody is reminded any more.
        await recount(tx, hub_id, contact_id, await policy_version(tx.conn, hub_id, now), now=now)
    kind = "holder_left" if claim.gone else "holder_returned"
    await record(tx, contact, kind, None, {"person": claim.person_id}, told=told, now=now)
    return Left(claim.gone, tuple(sorted(told)))
