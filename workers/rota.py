"""What time brings to the rota: shifts begin and end, holders who left are told of, restricted contacts climb, cover is looked at.

Safe in several processes at once: each thing is a transaction of its own, steps over what another has locked, looks again, and is
found done by whoever comes next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import structlog

from board.commands import climbs, covers, leavers, shifts
from board.domain.refusals import DatabaseAway
from board.queries.hubs import hub_names
from board.store.engine import Database, Tx
from board.store.policies import policy
from workers.duties import for_each

log = structlog.get_logger("board.worker")


async def turn_rota(database: Database, now: datetime) -> None:
    """Everything the rota wants of this moment, hub by hub."""
    async with database.connection() as conn:
        hubs = await hub_names(conn)

    async def turn(hub_id: int) -> None:
        await turn_hub(database, hub_id, now)

    await for_each(hubs, "turn the rota", turn)


async def turn_hub(database: Database, hub_id: int, now: datetime) -> None:
    """One hub's moment: first who is here, then what follows from it."""
    async with database.transaction() as tx:
        warn = timedelta(minutes=(await policy(tx.conn, hub_id, now)).rota.warn_minutes)
        duties = await shifts.to_turn(tx, hub_id, now=now, warn=warn)
    await _each(database, hub_id, duties, lambda tx, n: shifts.turn(tx, hub_id, n, now=now, warn=warn))
    async with database.transaction() as tx:
        left, hidden = await leavers.to_mark(tx, hub_id, now=now), await climbs.to_cover(tx, hub_id, now=now)
    await _each(database, hub_id, hidden, lambda tx, n: climbs.cover(tx, hub_id, n, now=now))
    await _each(database, hub_id, left, lambda tx, n: leavers.mark(tx, hub_id, n, now=now))
    async with database.transaction() as tx:
        await covers.look(tx, hub_id, now=now)


async def _each(
    database: Database, hub_id: int, numbers: Iterable[int], do: Callable[[Tx, int], Awaitable[object]]
) -> None:
    """Each in a transaction of its own, so that one that cannot be done keeps no other from it. Raises DatabaseAway."""
    for number in numbers:
        try:
            async with database.transaction() as tx:
                await do(tx, number)
        except DatabaseAway:
            raise
        except Exception as error:
            log.warning("the rota could not be turned", hub=hub_id, number=number, exc_info=error)
