"""Seal readings into the chain: every minute one event with their count and digest."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.commands.record import note
from board.domain.events import Body
from board.store.engine import Tx

_BOUND = text("select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)")
_HEAD = text("select epoch from heads where hub_id = :hub_id for no key update")
_LAST = text(
    "select cast(cast(body as jsonb) -> 'body' ->> 'before' as bigint) from events "
    "where hub_id = :hub_id and kind = 'readings_sealed' and epoch = :epoch order by seq desc limit 1"
)
_ROWS = text(
    "select reading_id, at, person_id, contact_id, page, why from readings where hub_id = :hub_id and epoch = :epoch "
    "and txid >= cast(cast(:first as text) as xid8) and txid < cast(cast(:before as text) as xid8) order by reading_id"
)


async def seal(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """Seal what was read since the last seal and can no longer arrive late; returns how many readings that were.

    A seal covers the transactions from `from` up to, not including, `before`: the oldest one still running when it looked.
    Locks: the hub's head. Writes event readings_sealed, unless nothing was read.
    """
    epoch = (await tx.conn.execute(_HEAD, {"hub_id": hub_id})).scalar_one()
    bound = (await tx.conn.execute(_BOUND)).scalar_one()
    first = await last_sealed(tx.conn, hub_id, epoch)
    count, digest = await sealed(tx.conn, hub_id, epoch, first, bound)
    if count:
        body: Body = {"from": first, "before": bound, "count": count, "digest": digest}
        note(tx, hub_id, "readings_sealed", None, body, now=now)
    return count


async def last_sealed(conn: AsyncConnection, hub_id: int, epoch: int) -> int:
    """Where the last seal of this epoch ended, which is where the next begins; 0 when nothing of it is sealed."""
    return (await conn.execute(_LAST, {"hub_id": hub_id, "epoch": epoch})).scalar_one_or_none() or 0


async def sealed(conn: AsyncConnection, hub_id: int, epoch: int, first: int, before: int) -> tuple[int, str]:
    """How many readings of these transactions there are, and the digest of them in order: what a seal says and `verify` checks."""
    rows = await conn.execute(
        _ROWS, {"hub_id": hub_id, "epoch": epoch, "first": str(first), "before": str(before)}
    )
    digest, count = hashlib.sha256(), 0
    for row in rows:
        at = row.at.isoformat()
        digest.update(
            f"{row.reading_id}|{at}|{row.person_id}|{row.contact_id}|{row.page}|{row.why}\n".encode()
        )
        count += 1
    return count, digest.hexdigest()
