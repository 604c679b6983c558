"""Readings to be sealed, and the seal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from board.commands.seals import seal
from board.store.engine import Database
from board.store.readings import log_reading
from tests import make

_LATE = text(
    "select exists (select from readings r join heads d using (hub_id, epoch) where r.txid >= pg_snapshot_xmin(pg_current_snapshot()))"
)


async def read(db: Database, who: make.Actor, times: int) -> None:
    """This many readings of the whole board, a transaction each."""
    for n in range(times):
        async with db.transaction() as tx:
            await log_reading(
                tx.conn, who, None, "/hubs/{hub}/desk", "board", make.NOW + timedelta(seconds=n)
            )


async def sealed(db: Database, hub_id: int) -> int:
    """Seal everything read so far; how many readings that were."""
    await no_reading_is_late(db)
    async with db.transaction() as tx:
        return await seal(tx, hub_id, now=make.NOW)


async def no_reading_is_late(db: Database) -> None:
    """Transaction numbers are the cluster's: until an older one of any database ends, a seal waits. Other tests have such ones."""
    while True:
        async with db.connection() as conn:
            if not (await conn.execute(_LATE)).scalar_one():
                return
