"""Fixtures every folder of tests shares: real servers, a database as new for each test that asks."""

from __future__ import annotations

import gc
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from board.store.engine import Database
from tests import forked, servers


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # not one of xdist's workers
        config.stash[_RUN] = servers.open_run()
    forked.on = True


def pytest_unconfigure(config: pytest.Config) -> None:
    forked.stop()
    if run := config.stash.get(_RUN, None):
        servers.close_run(run)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a browser evenly among the first nine tenths of the others: few tests that take long, and would else all come at once.

    The run ends with short files, so that no process waits long for the other.
    """
    files = list(dict.fromkeys(item.path for item in items))
    slow = [path for path in files if path.parent.name in ("browser", "real", "others")]
    rest = [path for path in files if path not in slow]
    places = {
        path: part * (number + 0.5) / len(group)
        for group, part in ((slow, 0.9), (rest, 1.0))
        for number, path in enumerate(group)
    }
    items.sort(key=lambda item: (places[item.path], item.path in slow))


def pytest_collection_finish() -> None:
    """Nothing that was imported or collected is garbage later: the collector need not look at it again, nor come as often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


_RUN = pytest.StashKey[Path]()


@pytest.fixture
def database_url() -> Iterator[str]:
    """The address of a database as new, this test's own."""
    with servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same database behind the board's own engine."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def redis_url() -> str:
    """The address of an empty Redis database, this worker's own."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = f"{servers.shared().redis_url}?db={number}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def data_folder() -> Path:
    """An empty folder with a short path that the servers' account can reach, as BOARD_DATA should be."""
    return servers.new_folder()


@pytest.fixture
def cluster(data_folder: Path) -> Iterator[servers.Cluster]:
    """Servers of this test's own, to kill; not yet started."""
    with servers.own_cluster(data_folder) as cluster:
        yield cluster


@pytest.fixture
async def hub_url(database_url: str) -> str:
    """A database with the hub northborough and two agencies."""
    conn = await asyncpg.connect(database_url)
    await conn.execute("insert into hubs (hub_id, key, name) values (1, 'northborough', 'Northborough MASH')")
    await conn.execute("insert into heads (hub_id) values (1)")
    await conn.execute(
        "insert into agencies (hub_id, key, name) values "
        "(1, 'childrens_social_care', 'Children''s social care'), (1, 'police', 'Police')"
    )
    await conn.close()
    return database_url
