"""The people named on a restricted contact are told of each attempt to find out about it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note
from board.store.doors import locked
from board.store.engine import Tx

_UNTOLD = text("select distinct hub_id from attempts where told_at is null order by hub_id")
_TAKE = text(
    "select attempt_id, contact_id, person_id from attempts where hub_id = :hub_id and told_at is null "
    "order by attempt_id limit :most for no key update skip locked"
)
_TOLD = text(
    "update attempts set told_at = :now where hub_id = :hub_id and attempt_id = any(cast(:ids as bigint[]))"
)


async def hubs_with_attempts(tx: Tx) -> list[int]:
    """Hubs with look-ups that the worker has not passed. No locks."""
    return list((await tx.conn.execute(_UNTOLD)).scalars())


async def tell_of_attempts(tx: Tx, hub_id: int, *, now: datetime, most: int = 500) -> int:
    """Tell the people named of attempts by others, and pass every other look-up by; returns how many there were.

    Locks: the attempts, skipping locked ones; the contacts by number. Writes attempts, deliveries, event attempts_told, one for all of
    them whatever they met.
    """
    rows = (await tx.conn.execute(_TAKE, {"hub_id": hub_id, "most": most})).all()
    if not rows:
        return 0
    people = defaultdict[int, set[int]](set)
    for row in rows:
        if row.contact_id is not None:
            people[row.contact_id].add(row.person_id)
    told = frozenset[int]()
    for contact_id in sorted(people):
        contact = await locked(tx.conn, hub_id, contact_id, now=now)
        if contact is not None and contact.restricted:
            others = contact.named - people[contact_id]
            about = (hub_id, "looked_for", sorted(others), contact_id)
            told |= await queue(tx, *about, now=now, noted=False)
    await tx.conn.execute(_TOLD, {"hub_id": hub_id, "ids": [row.attempt_id for row in rows], "now": now})
    note(tx, hub_id, "attempts_told", None, told=told, now=now)
    return len(rows)
