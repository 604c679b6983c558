"""A duty is done at its time, by itself: what fails is told and tried again, and stops nobody else."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from board.clock import Clock
from board.domain.refusals import DatabaseAway
from board.store.engine import Database
from tests.make import NOW
from tests.until import until
from workers.duties import LONGEST_WAIT_S, Duty, Keeping, for_each, is_worth_telling, keep, wait_after

MINUTE = timedelta(minutes=1)


class Fixed(Clock):
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def nothing(_database: Database, _now: datetime) -> None:
    return None


def test_duty_is_due_by_whichever_clock_says_so_first() -> None:
    keeping = Keeping(Duty("seal", MINUTE, nothing))
    assert keeping.is_time(NOW, 1000.0)
    keeping.now, keeping.monotonic = NOW, 1000.0
    assert not keeping.is_time(NOW + timedelta(seconds=59), 1059.0)
    assert keeping.is_time(NOW + MINUTE, 1001.0)
    assert keeping.is_time(NOW - MINUTE, 1001.0)
    assert keeping.is_time(NOW, 1060.0)


async def test_duty_that_failed_is_tried_again_before_its_time(database: Database) -> None:
    fails = [DatabaseAway(), ZeroDivisionError()]
    done: list[datetime] = []

    async def work(_database: Database, now: datetime) -> None:
        if fails:
            raise fails.pop(0)
        done.append(now)

    keeping, clock = Keeping(Duty("seal", timedelta(hours=1), work)), Fixed()
    with capture_logs() as lines:
        assert await keeping.turn(database, clock) == wait_after(1)
        assert await keeping.turn(database, clock) == wait_after(2)
        await keeping.turn(database, clock)
        await keeping.turn(database, clock)
    assert done == [NOW]
    assert [line["event"] for line in lines] == ["duty failed", "duty failed", "duty done again"]


async def test_clock_that_breaks_is_told_and_stops_no_duty(database: Database) -> None:
    class Broken(Clock):
        def __call__(self) -> datetime:
            raise OverflowError

    with capture_logs() as lines:
        await Keeping(Duty("seal", MINUTE, nothing)).turn(database, Broken())
    assert lines[0]["event"] == "duty failed"


async def test_duty_that_always_fails_stops_no_other(database: Database) -> None:
    stop, done = asyncio.Event(), 0

    async def broken(_database: Database, _now: datetime) -> None:
        raise ZeroDivisionError

    async def work(_database: Database, _now: datetime) -> None:
        nonlocal done
        done += 1
        stop.set()

    with capture_logs():
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            group.create_task(keep(Duty("broken", MINUTE, broken), database, Fixed(), stop))
            group.create_task(keep(Duty("work", MINUTE, work), database, Fixed(), stop))
    assert done == 1


async def test_duty_that_is_woken_is_done_then_and_once_for_all_that_woke_it_before(
    database: Database,
) -> None:
    done, wake, stop = 0, asyncio.Event(), asyncio.Event()

    async def work(_database: Database, _now: datetime) -> None:
        nonlocal done
        done += 1
        if done == 2:
            wake.set()  # something came while it was at work, perhaps too late for it
        if done == 3:
            stop.set()

    # By neither clock is it time a second time: what is done then was woken.
    kept = asyncio.create_task(keep(Duty("send", timedelta(days=1), work, wake), database, Fixed(), stop))
    await until(lambda: answered(done == 1))
    wake.set()
    wake.set()
    async with asyncio.timeout(20):
        await kept
    assert done == 3 and not wake.is_set()


async def test_duty_that_failed_when_woken_waits_its_time_and_then_does_what_woke_it(
    database: Database,
) -> None:
    fails, tried = [ZeroDivisionError()], 0

    async def work(_database: Database, _now: datetime) -> None:
        nonlocal tried
        tried += 1
        if tried > 1 and fails:
            raise fails.pop()

    wake = asyncio.Event()
    keeping, clock = Keeping(Duty("send", timedelta(days=1), work, wake)), Fixed()
    await keeping.turn(database, clock)
    await keeping.turn(database, clock)
    assert tried == 1, "nobody woke it and it is not time"
    wake.set()
    with capture_logs():
        assert await keeping.turn(database, clock) == wait_after(1)
        await keeping.turn(database, clock)
    assert tried == 3 and not keeping.failures


async def answered(now: bool) -> bool:
    return now


async def test_hub_that_fails_keeps_no_other_hub_waiting() -> None:
    seen = []

    async def work(hub_id: int) -> None:
        seen.append(hub_id)
        if hub_id == 1:
            raise ZeroDivisionError

    with capture_logs() as lines:
        await for_each([1, 2], "seal readings", work)
    assert seen == [1, 2]
    assert [(line["hub"], line["duty"]) for line in lines] == [(1, "seal readings")]


def test_waits_grow_but_never_past_five_seconds() -> None:
    waits = [wait_after(failures) for failures in range(1, 2000)]
    assert waits == sorted(waits) and waits[0] == 0.5 and waits[-1] == LONGEST_WAIT_S


def test_long_outage_is_told_ever_more_seldom() -> None:
    assert [n for n in range(1, 40) if is_worth_telling(n)] == [1, 2, 4, 8, 16, 32]
