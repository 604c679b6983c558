"""What a duty is, and how one is kept: at its time, alone with its failures, patient with a database that is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from board.clock import Clock
from board.domain.refusals import DatabaseAway
from board.store.engine import Database

log = structlog.get_logger("board.worker")
LOOK_S = 1.0
"""How often a duty asks whether it is time; what happens every second happens this often."""
LONGEST_WAIT_S = 5.0
"""So that everything goes on within five seconds of the database's return."""

Work = Callable[[Database, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must happen again and again. work: given the database and the moment; doing it twice is silence. wake: brings its
    next turn forward to the moment at which it is set.
    """

    name: str
    every: timedelta
    work: Work
    wake: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Keeping:
    """When a duty was last done, by the board's clock and by the machine's, and how often it has failed since."""

    duty: Duty
    now: datetime | None = None
    monotonic: float = 0.0
    failures: int = 0

    def is_time(self, now: datetime, monotonic: float) -> bool:
        """By whichever clock says so first: the board's may be made to jump, run fast or stand still."""
        if self.now is None:
            return True
        every = self.duty.every
        return abs(now - self.now) >= every or monotonic - self.monotonic >= every.total_seconds()

    async def turn(self, database: Database, clock: Clock) -> float:
        """Do it if it is time. Answers after how many seconds to look again; raises nothing but CancelledError."""
        try:
            now, monotonic = clock(), time.monotonic()
            if self.duty.wake.is_set() or self.is_time(now, monotonic):
                self.duty.wake.clear()  # before the work: what wakes it meanwhile may have come too late for it
                await self.duty.work(database, now)
                self.now, self.monotonic = now, monotonic
        except Exception as error:
            return self._failed(error)
        if self.failures:
            log.info("duty done again", duty=self.duty.name, failures=self.failures)
        self.failures = 0
        return LOOK_S

    def _failed(self, error: Exception) -> float:
        self.failures += 1
        self.now = None  # what woke it is still to be done
        if is_worth_telling(self.failures):
            log.warning("duty failed", duty=self.duty.name, failures=self.failures, exc_info=error)
        return wait_after(self.failures)


def wait_after(failures: int) -> float:
    """Seconds until something that failed this often in a row is tried again."""
    return min(0.25 * 2.0 ** min(failures, 10), LONGEST_WAIT_S)


def is_worth_telling(failures: int) -> bool:
    """The first, second, fourth, eighth ... failure: a long night without a database is a page of log, not a book."""
    return failures & (failures - 1) == 0


async def keep(duty: Duty, database: Database, clock: Clock, stop: asyncio.Event) -> None:
    """Do a duty at its time until told to stop."""
    keeping = Keeping(duty)
    while not stop.is_set():
        wait = await keeping.turn(database, clock)
        # One that failed waits its time however often it is woken: what it needs may be away.
        await pause(stop, wait, *([] if keeping.failures else [duty.wake]))


async def pause(event: asyncio.Event, seconds: float, *others: asyncio.Event) -> None:
    """Wait, but no longer than until the first of these events."""
    waits = [asyncio.create_task(one.wait()) for one in (event, *others)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def for_each(hubs: Iterable[int], duty: str, work: Callable[[int], Awaitable[object]]) -> None:
    """Do this for each hub: what fails in one is told and does not keep it from the others. Raises DatabaseAway."""
    for hub_id in hubs:
        try:
            await work(hub_id)
        except DatabaseAway:
            raise
        except Exception as error:
            log.warning("duty failed in a hub", duty=duty, hub=hub_id, exc_info=error)
