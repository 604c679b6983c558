"""Nights in which London's clocks change, and nights through which the machine slept: each reminder once, in its order, at its moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import psutil
import pytest
from sqlalchemy import text

from board.commands.measures import NewMeasure, record_measure
from board.domain.permissions import Role
from board.secrets import Secrets
from board.store.engine import Database
from tests import make
from tests.bench import due_reminders
from tests.bench.effects import judge, left
from tests.bench.fault_rig import Rig, taken
from tests.domain.moments import london
from tests.processes import KEY
from tests.servers import Cluster
from tests.sink import Sink, listening
from tests.until import until
from tests.workers.test_outbox import hub_that_sends, outbox
from tests.workers.test_rungs import raised, rows
from workers.clocks import fire_due

STEP = timedelta(minutes=10)

# What runs through counts real hours, so that seventy-two of them end an hour earlier or later by London's clocks; what waits for
# opening goes on at a quarter to nine by London's clocks, whatever they did over the weekend: forty minutes and twelve seconds of
# working time, of which a quarter of an hour is over by Friday's close in 2026. In 2027 that Friday is Good Friday.
AUTUMN = {
    ("police_protection", 1): "2026-10-25T23:00",
    ("police_protection", 2): "2026-10-26T17:00",
    ("police_protection", 3): "2026-10-27T03:48",
    ("police_protection", 4): "2026-10-27T11:00",
    ("claim", 1): "2026-10-26T09:10:12",
}
SPRING = {
    ("police_protection", 1): "2027-03-29T01:00",
    ("police_protection", 2): "2027-03-29T19:00",
    ("police_protection", 3): "2027-03-30T05:48",
    ("police_protection", 4): "2027-03-30T13:00",
    ("claim", 1): "2027-03-30T09:25:12",
}


@pytest.mark.parametrize(
    ("friday", "saturday", "expected"),
    [("2026-10-23T16:00", "2026-10-24T12:00", AUTUMN), ("2027-03-26T16:00", "2027-03-27T12:00", SPRING)],
)
async def test_through_a_change_of_the_clocks_each_rung_comes_once_and_at_its_moment(
    database: Database, friday: str, saturday: str, expected: dict[tuple[str, int], str]
) -> None:
    received, began = london(friday), london(saturday)
    worker = await make.person(database, await make.hub(database, now=received), now=received)
    await make.contact_rated(database, worker, "amber", now=received, received_at=received)
    ref = await make.contact_waiting(database, worker, now=received, received_at=received)
    (child, *_) = [
        row.child_id
        for row in await rows(database, "select child_id from children order by contact_id desc, place")
    ]
    async with database.transaction() as tx:
        await record_measure(tx, worker, ref, NewMeasure("police_protection", began, None, child), now=began)
    moment, last = began, began + timedelta(hours=75)
    while moment <= last:
        await fire_due(database, moment)
        moment += STEP
    found = await rows(
        database,
        "select k.kind, r.clock_id, r.number, r.again, r.raised_at from rungs r join clocks k using (hub_id, clock_id) order by r.rung_id",
    )
    times = Counter((row.clock_id, row.number) for row in found)
    assert set(times.values()) == {1} and {row.again for row in found} == {0}
    came = {(row.kind, row.number): row.raised_at for row in found}
    for rung, clock in expected.items():
        assert timedelta(0) <= came[rung] - london(clock) < STEP, (rung, came[rung])
    for clock_id in {row.clock_id for row in found}:
        numbers = [row.number for row in found if row.clock_id == clock_id]
        assert numbers == sorted(numbers)


async def test_after_a_night_asleep_rungs_come_in_their_order_and_nobody_is_drowned(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    evening, hub = make.NOW.replace(hour=16), await hub_that_sends(database)
    worker = await make.person(database, hub)
    manager, service = [
        await make.person(database, hub, role) for role in (Role.MANAGER, Role.SERVICE_MANAGER)
    ]
    for minute in range(12):
        at = evening + timedelta(minutes=minute)
        await make.contact_rated(database, worker, "amber", now=at, received_at=at)
    morning = evening + timedelta(hours=18)
    other = Database(database_url, pool_size=4)
    try:
        await asyncio.gather(fire_due(database, morning), fire_due(other, morning))
    finally:
        await other.close()
    ladder = [(kind, number) for kind, number, _ in await raised(database) if kind == "claim"]
    assert Counter(ladder) == {("claim", 1): 12, ("claim", 2): 12, ("claim", 3): 12}
    by_clock = await rows(
        database,
        "select array_agg(number order by rung_id) as numbers from rungs r join clocks k using (hub_id, clock_id) "
        "where k.kind = 'claim' group by r.clock_id",
    )
    assert all(row.numbers == [1, 2, 3] for row in by_clock)
    told = await rows(
        database,
        "select person_id, contact_id, kind, channel from deliveries where kind like 'reminder%'",
    )
    assert set(Counter(told).values()) == {1}
    with listening(Sink()) as sink:
        box = outbox(tmp_path, sink)
        await box.send(database, morning)
        await box.send(database, morning + timedelta(minutes=21))
    mails = Counter(mail.to for mail in sink.taken)
    emails = {row.person_id: row.email for row in await rows(database, "select person_id, email from people")}
    bundled = await rows(
        database,
        "select count(*) as told, count(distinct message_id) as mails from deliveries "
        "where channel = 'email' and person_id = :p and not urgent",
        p=manager.person_id,
    )
    assert [(row.told, row.mails) for row in bundled] == [(12, 1)] and mails[emails[manager.person_id]] >= 1
    assert mails[emails[service.person_id]] == 12


@asynccontextmanager
async def asleep(rig: Rig) -> AsyncIterator[None]:
    """All of the machine's workers, and what they keep, stand still, as when its lid is closed."""
    stopped = [
        process
        for worker in rig.workers
        for process in (
            psutil.Process(worker.process.pid),
            *psutil.Process(worker.process.pid).children(recursive=True),
        )
    ]
    for process in stopped:
        process.suspend()
    yield
    for process in stopped:
        process.resume()


async def test_a_machine_that_wakes_after_a_night_makes_up_for_it_once(cluster: Cluster) -> None:
    rig = Rig(cluster.data, cluster.postgres, cluster.redis, Random(1))
    rig.servers()
    db = Database(rig.url, pool_size=2)
    try:
        async with db.transaction() as tx:
            await tx.conn.execute(text("update deployment set invented = true"))
        team, hand = await due_reminders.settle(db, 20), due_reminders.Hand(rig.clock)
        await due_reminders.come_due(db, team, 140, now=hand.now())

        async def nothing_left() -> bool:
            return await left(db, hand.now()) == 0

        async def nothing_waits_any_more() -> bool:
            hand.move(hand.now() + timedelta(minutes=2), speed=0)  # what is bundled goes out a little later
            return await nothing_left()

        with rig.running(rig.url, workers=2, webs=0):
            await rig.at_work()
            await until(nothing_left, within=60)
            before = taken(rig.mail)
            async with asleep(rig):
                hand.move(hand.now() + timedelta(hours=24), speed=0)
                await asyncio.sleep(0.5)
                assert not await nothing_left() and taken(rig.mail) == before
            await until(nothing_waits_any_more, within=60)
        found = await judge(db, team.hub_id, Secrets([KEY]), taken(rig.mail), hand.now())
        assert before.total() < 140 <= found.reminders
        assert (found.lost, found.doubled, found.unfinished, found.repeats, found.broken) == (
            0,
            0,
            0,
            0,
            0,
        ), found.why
    finally:
        await db.close()
