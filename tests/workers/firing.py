"""What the tests of the worker look at: which clocks are due, which have fired, and in how many events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from board.domain.people import Actor
from board.store.engine import Database
from tests import make


async def contacts(db: Database, by: Actor, count: int, *, received_at: datetime = make.NOW) -> None:
    """So many contacts that wait, each with two clocks: one to rate it and the statutory one."""
    for _ in range(count):
        await make.contact_waiting(db, by, now=received_at, received_at=received_at)


async def overdue(db: Database, count: int) -> set[int]:
    """Clocks, two a contact, that are long due by real time; their numbers."""
    hub = await make.hub(db)
    by = await make.person(db, hub)
    await contacts(db, by, count // 2, received_at=datetime.now(UTC) - timedelta(days=20))
    return await clocks(db)


async def due_in(db: Database, seconds: float) -> set[int]:
    """Make every clock that runs due in so many real seconds."""
    async with db.transaction() as tx:
        moment = datetime.now(UTC) + timedelta(seconds=seconds)
        await tx.conn.execute(
            text(
                "update clocks set due_at = :moment, started_at = least(started_at, :moment), next_rung_at = null "
                "where fired_at is null and kind <> 'review'"
            ),
            {"moment": moment},
        )
    return await clocks(db)


async def clocks(db: Database, which: str = "stopped_at is null") -> set[int]:
    """Clocks by number, but the manager's review, which is due only after a month."""
    async with db.connection() as conn:
        return set(
            (
                await conn.execute(text(f"select clock_id from clocks where kind <> 'review' and {which}"))
            ).scalars()
        )


async def unfired(db: Database) -> set[int]:
    return await clocks(db, "stopped_at is null and fired_at is null")


async def fired(db: Database) -> Counter[int]:
    """How many events tell that each clock fired."""
    async with db.connection() as conn:
        bodies = (await conn.execute(text("select body from events where kind = 'clock_fired'"))).scalars()
    return Counter(json.loads(body)["body"]["clock_id"] for body in bodies)


async def count(db: Database, kind: str) -> int:
    """Events of this kind, in all chains."""
    async with db.connection() as conn:
        rows = await conn.execute(text("select count(*) from events where kind = :kind"), {"kind": kind})
        return int(rows.scalar_one())


def all_fired(db: Database, wanted: set[int]) -> Callable[[], Awaitable[bool]]:
    """For until(): whether each of these has fired."""

    async def have_all_fired() -> bool:
        return wanted <= set(await fired(db))

    return have_all_fired
