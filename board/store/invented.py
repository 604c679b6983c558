"""Taking an empty database for invented people."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.turns import Turn

_ALONE = text(f"select pg_advisory_xact_lock({Turn.INVENTING})")
_MARK = text(
    "update deployment set invented = true where not exists (select from hubs where hub_id <> 0) "
    "and not exists (select from people) returning only_row"
)


async def take_for_invented(conn: AsyncConnection) -> bool:
    """Mark this database as one of invented people, if nobody and no hub is in it; otherwise change nothing and answer false.

    Locks: an advisory lock until the transaction ends, so that of two processes at once one finds the other's people.
    """
    await conn.execute(_ALONE)
    return (await conn.execute(_MARK)).one_or_none() is not None
