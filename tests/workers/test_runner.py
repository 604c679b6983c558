"""`board worker` as a process: it works with PostgreSQL alone, waits for one that is away, and ends when asked."""

from __future__ import annotations

import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import text

from board.clock import Pace, write_pace
from board.store.engine import Database
from tests import make
from tests.limits import in_time
from tests.servers import Cluster
from tests.until import until
from tests.workers import processes
from tests.workers.firing import all_fired, clocks, contacts, count, due_in, fired, overdue


async def test_without_redis_the_tick_alone_fires_what_is_due(
    database: Database, database_url: str, data_folder: Path
) -> None:
    due = await overdue(database, 20)
    with processes.running(data_folder, database_url):
        await until(all_fired(database, due))
    assert await fired(database) == Counter(due)
    assert await count(database, "day_turned") == 1


async def test_worker_asked_to_end_does_so_at_once_and_leaves_nobody_behind(
    database: Database, database_url: str, redis_url: str, data_folder: Path
) -> None:
    due = await overdue(database, 200)

    async def has_begun() -> bool:
        return bool(processes.errands_of(worker)) and len(await fired(database)) > 0

    with processes.running(data_folder, database_url, redis_url) as worker:
        await until(has_begun)
        children = psutil.Process(worker.pid).children(recursive=True)
        asked = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert in_time(time.monotonic() - asked, 6)
    assert not [child for child in children if child.is_running()]
    with processes.running(data_folder, database_url):
        await until(all_fired(database, due))
    assert await fired(database) == Counter(due)


async def test_invented_clock_moves_the_worker(
    database: Database, database_url: str, data_folder: Path
) -> None:
    by = await make.person(database, await make.hub(database))
    async with database.transaction() as tx:
        await tx.conn.execute(text("update deployment set invented = true"))
    await contacts(database, by, 1, received_at=datetime.now(UTC))
    due, file = await due_in(database, 86_400), data_folder / "clock.json"
    with processes.running(data_folder, database_url, BOARD_CLOCK=str(file)):
        await until(lambda: count(database, "day_turned"))
        assert not await fired(database)
        write_pace(file, Pace(timedelta(days=2), 1.0, datetime.now(UTC)))
        await until(all_fired(database, due))
    assert await fired(database) == Counter(due)


async def test_worker_waits_for_a_database_that_is_away_and_goes_on(cluster: Cluster) -> None:
    url = cluster.start()
    db = Database(url)
    try:
        by = await make.person(db, await make.hub(db))
        with processes.running(cluster.data, url) as worker:
            await until(lambda: count(db, "day_turned"))
            await db.close()  # this test's own connections; the next use opens new ones
            cluster.stop()
            await until(lambda: told(cluster.data, "duty failed"))
            cluster.start()
            await contacts(db, by, 5, received_at=datetime.now(UTC) - timedelta(days=20))
            due = await clocks(db)
            await until(all_fired(db, due))
            assert worker.poll() is None
        assert await fired(db) == Counter(due)
    finally:
        await db.close()


async def told(data: Path, words: str) -> bool:
    return words in (data / "worker.log").read_text()
