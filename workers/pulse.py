"""A worker's own heartbeat, and the ping outside whose silence tells somebody that nothing is well here."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

import structlog

from board.commands.engine import Work, beat, end_worker, forget_workers
from board.commands.firing import Fired
from board.domain.engine import EngineState, step_of
from board.queries.engine import pulse
from board.store.engine import Database
from workers.clocks import fire_due

log = structlog.get_logger("board.worker")
STUCK_S = 5.0
"""A worker that has got nothing done for this long no longer says that it is alive."""
ANSWER_WITHIN_S = 10.0


class Heart:
    """Of one worker process: what it has done, and the duties that say so."""

    def __init__(self, ping_url: str | None = None, raised: asyncio.Event | None = None) -> None:
        """raised: set as soon as a reminder was, so that nobody waits for a second to send it."""
        self.worker_id = uuid4()
        self.work = Work()
        self._ping_url = ping_url
        self._raised = raised or asyncio.Event()
        self._got_through = -STUCK_S
        self._swept = False

    async def tick(self, database: Database, now: datetime) -> None:
        """Fire what is due; each few that are done count as getting through, so that a rush does not look like a death."""
        began = time.monotonic()
        await fire_due(database, now, told=self._note)
        self.work.ticks += 1
        self.work.tick_seconds = time.monotonic() - began
        self._got_through = time.monotonic()

    def _note(self, done: Fired) -> None:
        self._got_through = time.monotonic()
        self.work.fired += done.late
        self.work.raised += done.raised
        self.work.failed += done.failed
        if done.raised:
            self._raised.set()
        for seconds in done.waited:
            self.work.lag_seconds += seconds
            self.work.lags[step_of(seconds)] += 1

    @property
    def gets_through(self) -> bool:
        """Whether this worker has lately done what it is for."""
        return time.monotonic() - self._got_through < STUCK_S

    async def beat(self, database: Database, _now: datetime) -> None:
        """Say so, where it can be read; a worker that is stuck says nothing."""
        if not self.gets_through:
            return
        async with database.transaction() as tx:
            await beat(tx, self.worker_id, self.work, swept=self._swept)
        self._swept = False

    async def sweep(self, database: Database, _now: datetime) -> None:
        """Let go of workers that have been silent for a day."""
        async with database.transaction() as tx:
            await forget_workers(tx)
        self._swept = True

    async def ping(self, database: Database, now: datetime) -> None:
        """Tell the address outside that all is well; while it is not, say nothing, which is what alarms there."""
        if self._ping_url is None or not self.gets_through:
            return
        async with database.connection() as conn:
            found = await pulse(conn, now)
        if found.state is not EngineState.RUNNING:
            log.warning("no ping: the engine is not running", state=found.state.value)
            return
        await _aside(_get, self._ping_url)

    async def stop(self, database: Database) -> None:
        """The last word of a worker that was asked to stop."""
        try:
            async with asyncio.timeout(1), database.transaction() as tx:
                await end_worker(tx, self.worker_id)
        except Exception as error:  # its silence will say it
            log.info("no last word", error=type(error).__name__)


async def _aside(work: Callable[[str], None], given: str) -> None:
    """Work that blocks, in a thread that nobody waits for once this was cancelled: one of the loop's own would hold up the end of the
    process until the other side answers. Raises what the work raised.
    """
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def tell(error: Exception | None) -> None:
        if done.done():  # cancelled meanwhile
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def run() -> None:
        error = None
        try:
            work(given)
        except Exception as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process is about to end
            loop.call_soon_threadsafe(tell, error)

    Thread(target=run, name="ping", daemon=True).start()
    await done


def _get(url: str) -> None:
    try:
        with urlopen(url, timeout=ANSWER_WITHIN_S) as answer:  # noqa: S310 - the operator's own address, checked to be http
            answer.read(1)
    except HTTPError as refused:
        refused.close()
        raise
