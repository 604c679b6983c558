"""Hear of every commit and put what is due soon into Redis, by id, so that a clock fires within a fraction of a second.

Redis is only rung: everything here may be lost, and the tick does it a second later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from arq.connections import ArqRedis, create_pool

from board.clock import Clock
from board.queries.clocks import Upcoming, next_due
from board.queries.outbox import hubs_with_messages
from board.store.engine import Database
from board.store.listening import Listening
from workers.duties import is_worth_telling, pause, wait_after
from workers.settings import FIRE, QUEUE, SEND, deserialize, redis_settings, serialize

log = structlog.get_logger("board.worker")
AHEAD_S = 5.0
"""Real seconds before it is due that a clock is put into Redis."""
AFTER_S = 0.01
"""A job starts this much after the moment, since one that starts before it finds nothing due."""
MOST = 200
LOOK_EVERY_S = 1.0
COALESCE_S = 0.1
ANSWER_WITHIN_S = 2.0


class Bell:
    """Between PostgreSQL, which it hears, and Redis, which it rings."""

    def __init__(self, database: Database, listen_url: str, redis_url: str, clock: Clock) -> None:
        self._database = database
        self._listen_url = listen_url
        self._redis_url = redis_url
        self._clock = clock
        self._redis: ArqRedis | None = None
        self._committed = asyncio.Event()
        self._rung: set[str] = set()

    async def listen(self, stop: asyncio.Event) -> None:
        """Be woken by commits until told to stop; a lost connection is opened again."""
        failures = 0
        while not stop.is_set():
            try:
                listening = await Listening.open(
                    self._listen_url, lambda _: self._committed.set(), within=ANSWER_WITHIN_S
                )
                try:
                    while not stop.is_set():
                        await listening.heads(within=ANSWER_WITHIN_S)
                        failures = 0
                        await pause(stop, LOOK_EVERY_S)
                finally:
                    listening.drop()
            except Exception as error:
                failures += 1
                if is_worth_telling(failures):
                    log.warning("listening lost", failures=failures, exc_info=error)
                await pause(stop, wait_after(failures))
        self._committed.set()  # nobody need wait for another commit

    async def ring(self, stop: asyncio.Event) -> None:
        """Put what is due soon into Redis at each commit, and every second all of it again, in case Redis was emptied."""
        failures = 0
        while not stop.is_set():
            if not self._committed.is_set():
                self._rung.clear()
            self._committed.clear()
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    await self.put(await self.look())
                    await self.put_messages()
                failures = 0
            except Exception as error:
                failures += 1
                await self.let_go()
                if is_worth_telling(failures):
                    log.warning("bell silent", failures=failures, exc_info=error)
            await pause(stop, wait_after(failures) if failures else COALESCE_S)
            await pause(self._committed, LOOK_EVERY_S - COALESCE_S)
        await self.let_go()

    async def look(self) -> list[Upcoming]:
        """Clocks that are due within the next few real seconds."""
        # A clock made to run fast comes to more within those seconds; what it makes wait for the tick is a second late.
        until = self._clock() + timedelta(seconds=AHEAD_S)
        async with self._database.connection() as conn:
            return await next_due(conn, until, most=MOST)

    async def put(self, upcoming: Sequence[Upcoming]) -> None:
        """An errand for each, under a name of its own so that it is put there once however many workers ring."""
        for clock in upcoming:
            name = f"{clock.what}:{clock.hub_id}:{clock.clock_id}"
            wait = self._clock.seconds_until(clock.due_at)
            if name in self._rung or wait is None:
                continue
            redis = await self._open()
            later = timedelta(seconds=wait + AFTER_S) if wait else None
            await redis.enqueue_job(FIRE, clock.hub_id, clock.contact_id, _job_id=name, _defer_by=later)
            self._rung.add(name)

    async def put_messages(self) -> None:
        """An errand for each hub with messages to send now."""
        async with self._database.connection() as conn:
            hubs = await hubs_with_messages(conn, self._clock())
        for hub_id in hubs:
            redis = await self._open()
            await redis.enqueue_job(SEND, hub_id, _job_id=f"send:{hub_id}")

    async def _open(self) -> ArqRedis:
        if self._redis is None:
            self._redis = await create_pool(
                redis_settings(self._redis_url, tries=0),
                job_serializer=serialize,
                job_deserializer=deserialize,
                default_queue_name=QUEUE,
            )
        return self._redis

    async def let_go(self) -> None:
        """Close what leads to Redis; the next ring opens it again."""
        redis, self._redis = self._redis, None
        if redis is not None:
            await redis.connection_pool.disconnect(inuse_connections=True)
