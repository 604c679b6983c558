"""Through kills of worker, arq, Redis and PostgreSQL at random moments every due clock fires exactly once.

Two seeds in each run and four in the line `long` of the bench; the seed of a failure is in the test's name.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
import redis
from sqlalchemy import text

from board.domain.refusals import DatabaseAway
from board.store.engine import Database
from tests import long
from tests.forked import Process
from tests.servers import Cluster, kill_server
from tests.until import until
from tests.workers import processes
from tests.workers.firing import count, fired, overdue, unfired

DUE = 120


class Scene:
    """Two workers on servers of their own, and somebody who kills."""

    def __init__(self, cluster: Cluster, chance: random.Random) -> None:
        self.cluster, self.chance = cluster, chance
        self.url, self.redis_url = cluster.start(), cluster.redis.start()
        self.workers: list[Process] = []

    def start_worker(self) -> None:
        self.workers.append(processes.start(self.cluster.data, self.url, self.redis_url))

    def kill_worker(self) -> None:
        """And another takes over."""
        processes.kill(self.workers.pop(self.chance.randrange(len(self.workers))))
        self.start_worker()

    def kill_arq(self) -> None:
        for worker in self.workers:
            for child in processes.errands_of(worker):
                child.kill()

    def kill_redis(self) -> None:
        kill_server(self.cluster.redis)
        self.cluster.redis.start()

    def empty_redis(self) -> None:
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()

    def kill_postgres(self) -> None:
        kill_server(self.cluster.postgres)
        self.cluster.postgres.start()

    async def reached(self, db: Database, number: int) -> bool:
        """Whether so many clocks have fired; also looks after the workers, as whoever runs them does."""
        self.tend()
        with suppress(DatabaseAway):  # killed since the last look
            return (await fired(db)).total() >= number
        return False

    async def none_left(self, db: Database) -> bool:
        self.tend()
        with suppress(DatabaseAway):
            return not await unfired(db)
        return False

    def tend(self) -> None:
        """A worker that finds no database when it starts says so and ends; it is started again."""
        for worker in [worker for worker in self.workers if worker.poll() is not None]:
            self.workers.remove(worker)
            self.start_worker()

    def kills(self) -> list[tuple[int, Callable[[], None]]]:
        """After how many clocks fired what is killed; each kind at least once, two workers."""
        kinds = [
            self.kill_worker,
            self.kill_worker,
            self.kill_arq,
            self.kill_redis,
            self.empty_redis,
            self.kill_postgres,
        ]
        self.chance.shuffle(kinds)
        return list(zip(sorted(self.chance.sample(range(5, DUE - 20), len(kinds))), kinds, strict=True))

    def end(self) -> None:
        for worker in self.workers:
            processes.end(worker)


@pytest.mark.parametrize("seed", range(1, 1 + long.of(4, 2)))
async def test_every_due_clock_fires_exactly_once_through_kills_at_random_moments(
    cluster: Cluster, seed: int
) -> None:
    scene = Scene(cluster, random.Random(seed))
    db = Database(scene.url, pool_size=2)
    try:
        due = await overdue(db, DUE)
        scene.start_worker()
        scene.start_worker()
        for after, kill in scene.kills():
            await until(lambda after=after: scene.reached(db, after), within=90)
            kill()
        await until(lambda: scene.none_left(db), within=90)
        assert await fired(db) == Counter(due)
        assert await count(db, "day_turned") == 1
        assert await rungs_came_once(db)
        assert await is_gapless(db)
    except AssertionError as error:
        error.add_note((cluster.data / "worker.log").read_text())
        raise
    finally:
        scene.end()
        await db.close()


async def rungs_came_once(db: Database) -> bool:
    """Whether every reminder that was to come has come, once, with one event; two workers and their errands raised them."""
    async with db.connection() as conn:
        rows = await conn.execute(
            text(
                "select count(*) as came, count(distinct (clock_id, number, again)) as once, "
                "(select count(*) from events where kind in ('reminder_raised', 'reminder_unheard')) as events, "
                "(select count(*) from clocks where next_rung_at <= now() and stopped_at is null) as waiting from rungs"
            )
        )
        row = rows.one()
        return row.came == row.once == row.events > 0 and row.waiting == 0


async def is_gapless(db: Database) -> bool:
    """Whether each chain's events are numbered from 1 to its head."""
    async with db.connection() as conn:
        rows = await conn.execute(
            text(
                "select h.seq, count(e.seq) as events, coalesce(max(e.seq), 0) as newest from heads h left join events e using (hub_id) "
                "group by h.hub_id, h.seq"
            )
        )
        return all(row.seq == row.events == row.newest for row in rows)
