"""What changes by time alone: clocks that come due fire, and days turn. Safe in several processes at once."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime

import structlog

from board.commands.firing import Fired, due, fire_some, turn_day
from board.domain.contacts import LONDON
from board.domain.refusals import DatabaseAway
from board.queries.hubs import hub_names
from board.store.engine import Database
from workers.duties import for_each

log = structlog.get_logger("board.worker")
LOOK = 500
"""How many owners are asked for at a time."""
GROUP = 8
"""How many owners a transaction fires: few, so that a claim waits behind a handful and never behind all of them."""
AT_ONCE = 3
"""Transactions that a worker has under way."""
Owner = tuple[int, int]


async def fire_due(
    database: Database, now: datetime, told: Callable[[Fired], None] = lambda _done: None
) -> Fired:
    """Fire every clock that is due and raise every reminder that has come; answers what was done. An owner that is locked or fails
    is left to the next time. told: hears what each few came to.
    """
    done, left = Fired(), set[Owner]()
    while fresh := await _fresh(database, left, now):
        slots = asyncio.Semaphore(AT_ONCE)

        async def within(hub_id: int, group: list[int], slots: asyncio.Semaphore = slots) -> Fired:
            async with slots:
                part = await _fire(database, hub_id, group, now)
                told(part)
                return part

        for part in await asyncio.gather(*(within(*group) for group in _groups(fresh))):
            done += part
        left |= set(fresh)
    return done


async def _fresh(database: Database, left: set[Owner], now: datetime) -> list[Owner]:
    """The next owners not tried yet, in no order: several workers then seldom meet at the same one."""
    async with database.connection() as conn:
        owners = [owner for owner in await due(conn, now=now, most=LOOK + len(left)) if owner not in left]
    random.shuffle(owners)
    return owners


def _groups(owners: list[Owner]) -> Iterator[tuple[int, list[int]]]:
    """A few owners of one hub at a time."""
    by_hub: dict[int, list[int]] = defaultdict(list)
    for hub_id, contact_id in owners:
        by_hub[hub_id].append(contact_id)
    for hub_id, contacts in by_hub.items():
        for start in range(0, len(contacts), GROUP):
            yield hub_id, contacts[start : start + GROUP]


async def _fire(database: Database, hub_id: int, group: list[int], now: datetime) -> Fired:
    """Fire a few together; when that fails each by itself, so that one that cannot be fired keeps no other from it."""
    try:
        async with database.transaction() as tx:
            return await fire_some(tx, hub_id, group, now=now)
    except DatabaseAway:
        raise
    except Exception as error:
        if len(group) == 1:
            log.warning("clock not fired", hub=hub_id, contact=group[0], exc_info=error)
            return Fired(failed=1)
    done = Fired()
    for contact_id in group:
        done += await _fire(database, hub_id, [contact_id], now)
    return done


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
