"""A worker killed again and again while it sends: nothing is lost, nothing is two messages, and what went out twice is the same bytes."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from board.store.engine import Database
from tests import long, make, sink
from tests.commands.test_deliveries import SENDS, rows, tell
from tests.until import until
from tests.workers import processes
from workers.outbox import BATCH

PEOPLE, KILLS = 150, 10


async def unsent(db: Database) -> int:
    return sum(row.state != "sent" for row in await rows(db, "email"))


async def time_passes(db: Database) -> None:
    """What the dead worker had marked as its own is so no more."""
    async with db.transaction() as tx:
        await tx.conn.execute(
            text("update deliveries set lease_until = clock_timestamp() where state = 'sending'")
        )


@pytest.mark.parametrize("seed", range(1, 1 + long.of(3, 2)))
async def test_through_kills_every_message_arrives_and_none_as_two(
    database: Database, database_url: str, data_folder: Path, seed: int
) -> None:
    chance, began = random.Random(seed), datetime.now(UTC) - timedelta(hours=1)
    hub = await make.hub(database, policy=SENDS, now=began)
    people = [await make.person(database, hub, now=began) for _ in range(PEOPLE)]
    file = data_folder / "taken"
    kills = 0
    with sink.apart(file) as url:
        slow = {"BOARD_MAIL_URL": url, "BOARD_SECRET_KEY": "a key for kills", "BOARD_MAIL_A_MINUTE": "6000"}
        await tell(database, hub, [p.person_id for p in people], None, now=began, urgent=True)
        async with database.transaction() as tx:  # nobody climbs: this is about sending
            await tx.conn.execute(text("update deliveries set climb_at = null"))
        while kills < KILLS and await unsent(database):
            worker = processes.start(data_folder, database_url, None, **slow)
            try:
                before = await unsent(database)
                await until(lambda before=before: _moved(database, before))  # type: ignore[misc]
                await asyncio.sleep(chance.random() * 0.1)
            finally:
                processes.kill(worker)
            kills += 1
            await time_passes(database)
        with processes.running(data_folder, database_url, None, **slow):
            await until(lambda: _none_left(database), within=60)
    taken: dict[str, list[sink.Taken]] = defaultdict(list)
    for one in sink.kept_in(file):
        taken[one.message_id].append(one)
    assert kills and len(taken) == PEOPLE == len({copies[0].to for copies in taken.values()})
    repeats = sum(len(copies) - 1 for copies in taken.values())
    assert all(len({(copy.to, copy.sender, copy.raw) for copy in copies}) == 1 for copies in taken.values())
    assert repeats <= kills * BATCH
    print(f"seed {seed}: {PEOPLE} messages through {kills} kills, {repeats} sent again as they were")


async def _moved(db: Database, before: int) -> bool:
    return await unsent(db) < before or any(row.state == "sending" for row in await rows(db, "email"))


async def _none_left(db: Database) -> bool:
    return not await unsent(db)
