"""arq is a doorbell: with it a clock fires on time, and whatever becomes of Redis nothing is lost and nothing done twice.

No tick runs in these tests but where one is named, so that what fires was rung for.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import redis.asyncio as redis
from structlog.testing import capture_logs

from board.clock import Clock
from board.settings import Settings
from board.store.engine import Database
from tests import make
from tests.servers import Cluster
from tests.until import until
from tests.workers.firing import all_fired, clocks, contacts, due_in, fired
from workers.bell import Bell
from workers.runner import keep_errands
from workers.settings import QUEUE, redis_settings


@asynccontextmanager
async def ringing(
    database: Database, url: str, redis_url: str, *, errands: Path | None = None
) -> AsyncIterator[None]:
    """The bell alone, without any duty; with arq's process where a data folder is given for it."""
    stop, bell = asyncio.Event(), Bell(database, url, redis_url, Clock())
    settings = replace(Settings(), data=errands or Path(), database_url=url, redis_url=redis_url)
    parts = [bell.listen(stop), bell.ring(stop)]
    if errands:
        parts.append(keep_errands(settings, stop))
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


def queued(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


async def errands_running() -> list[psutil.Process]:
    return [c for c in psutil.Process().children() if "workers.errands" in c.cmdline()]


async def test_clock_that_comes_due_is_fired_by_arq_at_its_time(
    database: Database, database_url: str, redis_url: str, data_folder: Path
) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 2)
    async with ringing(database, database_url, redis_url, errands=data_folder):
        await until(errands_running)
        due = await due_in(database, 1.0)
        await until(all_fired(database, due))
    assert await fired(database) == Counter(due)


async def test_errand_holds_numbers_alone_and_is_named_after_its_clock(
    database: Database, database_url: str, redis_url: str
) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 1)
    due = await due_in(database, 3.0)
    client = queued(redis_url)
    async with ringing(database, database_url, redis_url), client:
        await until(lambda: client.zcard(QUEUE))
        names = {name.decode() for name in await client.zrange(QUEUE, 0, -1)}
        assert names == {f"clock:{by.hub_id}:{clock_id}" for clock_id in due}
        for name in names:
            job = json.loads(await client.get(f"arq:job:{name}"))
            assert (job["f"], len(job["a"]), job["k"]) == ("fire", 2, {})
            assert all(type(number) is int for number in job["a"])


async def test_two_workers_ring_once_for_a_clock(
    database: Database, database_url: str, redis_url: str
) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 1)
    await due_in(database, 5.0)
    one, two = (Bell(database, database_url, redis_url, Clock()) for _ in range(2))
    for bell in (one, two):
        await bell.put(await bell.look())
    async with queued(redis_url) as client:
        assert await client.zcard(QUEUE) == 2
    for bell in (one, two):
        await bell.let_go()


async def test_emptied_redis_is_filled_again_before_the_clock_is_due(
    database: Database, database_url: str, redis_url: str, data_folder: Path
) -> None:
    by = await make.person(database, await make.hub(database))
    await contacts(database, by, 2)
    client = queued(redis_url)
    async with ringing(database, database_url, redis_url, errands=data_folder), client:
        due = await due_in(database, 4.0)
        await until(lambda: client.zcard(QUEUE))
        await client.flushdb()
        await until(all_fired(database, due))
    assert await fired(database) == Counter(due)


async def test_arq_killed_is_started_again_and_fires(
    database: Database, database_url: str, redis_url: str, data_folder: Path
) -> None:
    by = await make.person(database, await make.hub(database))
    async with ringing(database, database_url, redis_url, errands=data_folder):
        (arq,) = await until(errands_running)
        arq.kill()
        await contacts(database, by, 2, received_at=datetime.now(UTC) - timedelta(days=20))
        due = await clocks(database)
        await until(all_fired(database, due), within=40)
    assert await fired(database) == Counter(due)


async def test_redis_killed_and_back_rings_again(
    database: Database, database_url: str, cluster: Cluster
) -> None:
    by = await make.person(database, await make.hub(database))
    redis_url = cluster.redis.start()
    with capture_logs() as lines:
        async with ringing(database, database_url, redis_url, errands=cluster.data):
            await contacts(database, by, 1, received_at=datetime.now(UTC) - timedelta(days=20))
            first = await clocks(database)
            await until(all_fired(database, first), within=40)
            psutil.Process(cluster.redis.pid).kill()
            await contacts(database, by, 2, received_at=datetime.now(UTC) - timedelta(days=20))
            await until(lambda: silent(lines))
            cluster.redis.start()
            due = await clocks(database)
            await until(all_fired(database, due), within=40)
    assert await fired(database) == Counter(due)


async def silent(lines: list[dict[str, object]]) -> bool:
    return any(line["event"] == "bell silent" for line in lines)


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "database", "password", "ssl"),
    [
        ("redis://:p%40ss@cache.example:6380/3", "cache.example", 6380, None, 3, "p@ss", False),
        ("rediss://cache.example", "cache.example", 6379, None, 0, None, True),
        ("unix:///run/a%20b/redis.sock?db=4", "localhost", 6379, "/run/a b/redis.sock", 4, None, False),
    ],
)
def test_address_of_redis_is_read_as_redis_reads_it(
    url: str, host: str, port: int, path: str | None, database: int, password: str | None, ssl: bool
) -> None:
    found = redis_settings(url, tries=0)
    assert (found.host, found.port, found.unix_socket_path) == (host, port, path)
    assert (found.database, found.password, found.ssl) == (database, password, ssl)
