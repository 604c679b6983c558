"""What will be late soon is reckoned anew every few seconds, hub by hub."""

from __future__ import annotations

from datetime import datetime

from board.commands.forecasts import foresee
from board.queries.hubs import hub_names
from board.store.engine import Database
from workers.duties import for_each


async def foresee_all(database: Database, now: datetime) -> None:
    """Keep every hub's forecast true."""
    async with database.connection() as conn:
        hubs = await hub_names(conn)

    async def one(hub_id: int) -> None:
        async with database.transaction() as tx:
            await foresee(tx, hub_id, now=now)

    await for_each(hubs, "foresee", one)
