"""Clocks that come due fire once and days turn once, however many workers look."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

import workers.clocks
from board.commands.firing import Fired, fire_some
from board.store.engine import Database, Tx
from tests import make
from tests.workers.firing import clocks, contacts, count, fired, unfired
from workers.clocks import Days, fire_due

LATER = make.NOW + timedelta(days=10)


async def test_clock_fires_once_it_is_due_and_never_again(database: Database) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 1)
    assert await fire_due(database, make.NOW) == Fired()
    assert (await fire_due(database, LATER)).late == 2
    assert (await fire_due(database, LATER)).late == 0
    assert await fired(database) == Counter(await clocks(database))


async def test_two_workers_at_once_fire_each_of_300_clocks_once(
    database: Database, database_url: str
) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 150)
    other = Database(database_url, pool_size=2)
    try:
        shares = await asyncio.gather(fire_due(database, LATER), fire_due(other, LATER))
    finally:
        await other.close()
    assert sum(share.late for share in shares) == 300 and all(share.late for share in shares)
    assert await fired(database) == Counter(await clocks(database))


async def test_contact_in_somebodys_hands_is_fired_the_next_time(database: Database) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 3)
    async with database.transaction() as tx:
        await tx.conn.execute(text("select from contacts order by contact_id limit 1 for no key update"))
        assert (await fire_due(database, LATER)).late == 4
    assert (await fire_due(database, LATER)).late == 2
    assert await fired(database) == Counter(await clocks(database))


async def test_contact_that_cannot_be_fired_keeps_no_other_from_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 3)
    async with database.connection() as conn:
        bad = (await conn.execute(text("select min(contact_id) from contacts"))).scalar_one()

    async def broken(tx: Tx, hub_id: int, contact_ids: Collection[int], *, now: datetime) -> Fired:
        done = await fire_some(tx, hub_id, contact_ids, now=now)
        if bad in contact_ids:
            raise ZeroDivisionError
        return done

    monkeypatch.setattr(workers.clocks, "fire_some", broken)
    with capture_logs() as lines:
        assert (await fire_due(database, LATER)).late == 4
    assert [(line["event"], line["contact"]) for line in lines] == [("clock not fired", bad)]
    assert len(await unfired(database)) == 2


async def test_day_turns_once_a_hub_however_many_workers_there_are(
    database: Database, database_url: str
) -> None:
    for key in ("northborough", "southborough"):
        await make.hub(database, key)
    other, one, two = Database(database_url, pool_size=2), Days(), Days()
    try:
        await asyncio.gather(one.turn(database, make.NOW), two.turn(other, make.NOW))
        await one.turn(database, make.NOW + timedelta(hours=2))
        assert await count(database, "day_turned") == 2
        midnight = datetime(2026, 11, 25, tzinfo=UTC)
        await asyncio.gather(one.turn(database, midnight), two.turn(other, midnight))
    finally:
        await other.close()
    assert await count(database, "day_turned") == 4


async def test_day_turns_by_london_and_not_by_utc(database: Database) -> None:
    await make.hub(database)
    days = Days()
    await days.turn(database, datetime(2026, 6, 10, 12, 0, tzinfo=UTC))
    await days.turn(database, datetime(2026, 6, 10, 22, 59, tzinfo=UTC))
    assert await count(database, "day_turned") == 1
    await days.turn(database, datetime(2026, 6, 10, 23, 0, tzinfo=UTC))
    assert await count(database, "day_turned") == 2


async def test_day_of_a_hub_opened_meanwhile_turns_too(database: Database) -> None:
    await make.hub(database)
    days = Days()
    await days.turn(database, make.NOW)
    await make.hub(database, "southborough")
    await days.turn(database, make.NOW)
    assert await count(database, "day_turned") == 2
