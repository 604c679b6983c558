"""`board worker`: everything that time brings happens, on PostgreSQL alone; with Redis it happens sooner.

Any number of these may run. What one leaves undone, by dying or by being slow, another does; nothing is done twice.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine
from datetime import timedelta

import structlog

from board.clock import Clock, clock_of
from board.domain.refusals import DatabaseAway
from board.logs import set_up
from board.queries.deployment import deployment
from board.secrets import Secrets
from board.settings import Settings, environment_with
from board.store.engine import Database
from board.supervise import Kept
from workers.bell import Bell
from workers.clocks import Days
from workers.duties import Duty, is_worth_telling, keep, pause, wait_after
from workers.forecasts import foresee_all
from workers.housekeeping import (
    find_dark_screens,
    keep_numbers_of_people,
    lock_idle_sessions,
    log_heads,
    match_restricted_contacts,
    seal_readings,
    sweep,
    tell_of_reach,
    tend_all_visits,
    tidy_links,
    turn_all_walls,
)
from workers.lists import Lists
from workers.outbox import Outbox, climb_unread, keep_failures_owned, senders_of
from workers.policies import begin_agency_hours, begin_policies
from workers.pulse import Heart
from workers.requests import sending_requests
from workers.rota import turn_rota
from workers.sendings import climb_restrict_too_questions, telling

log = structlog.get_logger("board.worker")
SECOND, FIVE_SECONDS = timedelta(seconds=1), timedelta(seconds=5)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUARTER = timedelta(seconds=15)
TEND_S = 0.25
GRACE_S = 1.0
"""How long what is under way may take to end once told to stop; then it is cut off, and its transaction undone."""


def timetable(heart: Heart) -> tuple[Duty, ...]:
    """What must happen, and how often."""
    return (
        Duty("begin policies", SECOND, begin_policies),
        Duty("begin agency hours", SECOND, begin_agency_hours),
        Duty("fire clocks", SECOND, heart.tick),
        Duty("beat", SECOND, heart.beat),
        Duty("ping", MINUTE, heart.ping),
        Duty("forget workers", HOUR, heart.sweep),
        Duty("turn days", SECOND, Days().turn),
        Duty("turn the rota", FIVE_SECONDS, turn_rota),
        Duty("foresee", FIVE_SECONDS, foresee_all),
        Duty("seal readings", MINUTE, seal_readings),
        Duty("match restricted", MINUTE, match_restricted_contacts),
        Duty("lock idle sessions", MINUTE, lock_idle_sessions),
        Duty("tidy links", FIVE_SECONDS, tidy_links),
        Duty("find dark screens", QUARTER, find_dark_screens),
        Duty("tell of reach", FIVE_SECONDS, tell_of_reach),
        Duty("keep numbers of people", FIVE_SECONDS, keep_numbers_of_people),
        Duty("turn walls", FIVE_SECONDS, turn_all_walls),
        Duty("tend visits", SECOND, tend_all_visits),
        Duty("log heads", HOUR, log_heads),
        Duty("sweep", HOUR, sweep),
    )


def outbox_timetable(outbox: Outbox) -> tuple[Duty, ...]:
    """What must happen to messages, and how often."""
    return (
        Duty("send messages", SECOND, outbox.send, outbox.wake),
        Duty("climb unread", SECOND, climb_unread),
        Duty("tell of sendings", SECOND, telling(outbox.wake)),
        Duty("send requests", SECOND, sending_requests(outbox.wake)),
        Duty("climb restrict too", FIVE_SECONDS, climb_restrict_too_questions),
        Duty("ask receipts", MINUTE, outbox.ask_receipts),
        Duty("keep failures owned", MINUTE, keep_failures_owned),
    )


def lists_timetable(lists: Lists) -> tuple[Duty, ...]:
    """The duties about uploaded lists, and how often each comes."""
    return (Duty("read lists", SECOND, lists.work), Duty("tell of lists", FIVE_SECONDS, lists.tell))


def parts_of(settings: Settings) -> tuple[Heart, Outbox]:
    """A worker's heart, and the outbox that it wakes when a tick raised a reminder: the two would else run in step, a second apart."""
    outbox = Outbox(senders_of(settings))
    return Heart(settings.ping_url, raised=outbox.wake), outbox


def run(settings: Settings) -> None:
    """Work until told to stop. settings.database_url names a prepared database. Exits with 1 when a part of it broke."""
    set_up(settings)
    if not asyncio.run(work(settings)):
        sys.exit(1)


async def work(settings: Settings) -> bool:
    """Keep every duty until SIGTERM or SIGINT; answers whether that is why it ended."""
    assert settings.database_url, "the command line finds the database first"
    stop = stop_on_signals()
    clock = await find_clock(settings, stop)
    if clock is None:
        return True
    heart, outbox = parts_of(settings)
    lists = Lists(Secrets(settings.secret_keys()))
    duties = (*timetable(heart), *outbox_timetable(outbox), *lists_timetable(lists))
    database = Database(settings.database_url, pool_size=len(duties) + 1)
    log.info("worker started", redis=bool(settings.redis_url))
    try:
        parts = [keep(duty, database, clock, stop) for duty in duties]
        return await until_stopped([*parts, *with_redis(settings, database, clock, stop)], stop)
    finally:
        await heart.stop(database)
        await outbox.close()
        await database.close()
        log.info("worker stopped")


def stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def find_clock(settings: Settings, stop: asyncio.Event) -> Clock | None:
    """The clock this database may have, as soon as it answers; none when told to stop before."""
    failures = 0
    while not stop.is_set():
        try:
            return clock_of(settings, (await deployment(settings.database_url or "")).invented)
        except DatabaseAway as error:
            failures += 1
            if is_worth_telling(failures):
                log.warning("database away", failures=failures, error=type(error).__name__)
            await pause(stop, wait_after(failures))
    return None


def with_redis(
    settings: Settings, database: Database, clock: Clock, stop: asyncio.Event
) -> list[Coroutine[None, None, None]]:
    """What is done only where there is a Redis."""
    if not settings.redis_url:
        return []
    bell = Bell(database, settings.listen_url or "", settings.redis_url, clock)
    return [bell.listen(stop), bell.ring(stop), keep_errands(settings, stop)]


async def keep_errands(settings: Settings, stop: asyncio.Event) -> None:
    """Keep arq running beside us; it is started again, ever more slowly while it keeps dying."""
    told = {"DATABASE_URL": settings.database_url or "", "REDIS_URL": settings.redis_url or ""}
    told |= {"BOARD_LOG": settings.log_format, "BOARD_CLOCK": str(settings.clock or "")}
    command = [sys.executable, "-m", "workers.errands", str(os.getpid())]
    child = Kept("errands", command, environment_with(**told))
    try:
        while not stop.is_set():
            if child.tend(time.monotonic()):
                log.warning("errands are started again", failures=child.failures)
            await pause(stop, TEND_S)
    finally:
        child.stop()


async def until_stopped(parts: list[Coroutine[None, None, None]], stop: asyncio.Event) -> bool:
    """Run all parts until told to stop, then let them end; false when one of them ended by itself, which none should."""
    tasks = [asyncio.create_task(part) for part in parts]
    told = asyncio.create_task(stop.wait())
    await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    broken = [task.exception() for task in tasks if task.done()] if not stop.is_set() else []
    for error in broken:
        log.error("worker broke", exc_info=error)
    stop.set()
    await asyncio.wait(tasks, timeout=GRACE_S)
    for task in tasks:
        task.cancel()
    await asyncio.gather(told, *tasks, return_exceptions=True)
    return not broken
