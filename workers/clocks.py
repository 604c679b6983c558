"""What changes by time alone: clocks that come due fire, and days turn. Safe in several processes at once."""

from __future__ import annotations

import random
from datetime import date, datetime

import structlog

from board.commands.firing import due, fire, turn_day
from board.domain.contacts import LONDON
from board.domain.refusals import DatabaseAway
from board.queries.hubs import hub_names
from board.store.engine import Database
from workers.duties import for_each

log = structlog.get_logger("board.worker")
GROUP = 50
Owner = tuple[int, int]


async def fire_due(database: Database, now: datetime) -> int:
    """Fire every clock that is due, an owner a transaction; returns how many. An owner that is locked or fails is left to the next time.

    Each transaction is short, so that a claim waits behind one owner and never behind all of them.
    """
    fired, left = 0, set[Owner]()
    while fresh := await _fresh(database, left, now):
        for owner in fresh:
            count = await _fire(database, owner, now)
            fired += count
            if not count:
                left.add(owner)
    return fired


async def _fresh(database: Database, left: set[Owner], now: datetime) -> list[Owner]:
    """The next group of owners not tried yet, in no order: several workers then seldom meet at the same one."""
    async with database.transaction() as tx:
        owners = [owner for owner in await due(tx, now=now, most=GROUP + len(left)) if owner not in left]
    random.shuffle(owners)
    return owners


async def _fire(database: Database, owner: Owner, now: datetime) -> int:
    hub_id, contact_id = owner
    try:
        async with database.transaction() as tx:
            return await fire(tx, hub_id, contact_id, now=now)
    except DatabaseAway:
        raise
    except Exception as error:
        log.warning("clock not fired", hub=hub_id, contact=contact_id, exc_info=error)
        return 0


class Days:
    """Turns each hub's day once. It remembers what it has turned, so that the hub's head is locked once a day and not once a second."""

    def __init__(self) -> None:
        self._turned: dict[int, date] = {}

    async def turn(self, database: Database, now: datetime) -> None:
        """Record the new London day in every hub where nobody has."""
        today = now.astimezone(LONDON).date()
        async with database.connection() as conn:
            hubs = await hub_names(conn)

        async def turn(hub_id: int) -> None:
            async with database.transaction() as tx:
                await turn_day(tx, hub_id, now=now)
            self._turned[hub_id] = today

        await for_each([hub for hub in hubs if self._turned.get(hub) != today], "turn days", turn)
