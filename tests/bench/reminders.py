"""Ten thousand reminders due at once until the last mail of theirs is taken; and how late a few a second are, with Redis and without."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from time import monotonic

from sqlalchemy import TextClause, text

from board.domain.people import Actor
from board.embedded import Redis
from board.secrets import Secrets
from board.store.engine import Database
from tests.bench import due_reminders
from tests.bench.due_reminders import Hand
from tests.bench.effects import judge, left
from tests.bench.fault_rig import Rig, taken
from tests.bench.results import Figures, Spread, at_most, plain
from tests.bench.servers import Scale, Servers, database
from tests.until import until

WITHIN_S, PATIENCE_S, TICK_MS = 60.0, 600.0, 1_500.0
WORKERS, A_SECOND = 2, 3
FAR, LEAD = timedelta(hours=2), timedelta(seconds=20)
# By the server's own clock at the commit: the moment from which everybody can see it.
_RAISED = text(
    "select extract(epoch from pg_xact_commit_timestamp(e.xmin) - k.due_at)::float8 as late from events e "
    "join clocks k on k.hub_id = e.hub_id and k.contact_id = e.contact_id and k.kind = 'protection_notice' "
    "where e.kind = 'reminder_raised' and e.body::jsonb #>> '{body,clock}' = k.kind "
    "and e.body::jsonb #>> '{body,receiver}' = 'head_of_service'"
)
_SENT = text(
    "select extract(epoch from pg_xact_commit_timestamp(e.xmin) - k.due_at)::float8 as late from events e "
    "join deliveries d on d.message_id = cast(e.body::jsonb #>> '{body,message}' as uuid) "
    "join clocks k on k.hub_id = d.hub_id and k.contact_id = d.contact_id and k.kind = 'protection_notice' "
    "join rungs r on r.hub_id = k.hub_id and r.clock_id = k.clock_id and r.receiver = 'head_of_service' and d.person_id = any(r.people) "
    "where e.kind = 'delivery_sent' and d.kind = 'reminder_protection_notice'"
)


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """The rush first, then the trickle twice."""
    figures = await _rush(servers, scale.of(10_000, 700))
    for word, with_redis in (("bell", True), ("tick", False)):
        raised, sent = await _trickle(servers, scale.of(180, 30), with_redis)
        by = "with Redis" if with_redis else "without Redis"
        limit = {} if with_redis else {f"{word}_raised_p99": at_most(raised.at(99), TICK_MS, f"ms, {by}")}
        figures |= {
            f"{word}_raised_p50": plain(raised.at(50), f"ms from due to raised, {by}"),
            f"{word}_raised_p99": plain(raised.at(99), f"ms, {by}"),
            f"{word}_sent_p50": plain(sent.at(50), f"ms from due to sent, {by}"),
            f"{word}_sent_p99": plain(sent.at(99), f"ms, {by}"),
            **limit,
        }
    return figures


async def _rush(servers: Servers, number: int) -> Figures:
    """Everything is due when the workers begin. From the first of them that has begun until nothing is left."""
    async with (
        servers.copy("empty") as url,
        _rig(servers, "rush", with_redis=True) as rig,
        database(url, 2) as db,
    ):
        hand = Hand(rig.clock)
        team = await due_reminders.settle(db)
        await due_reminders.come_due(db, team, number, now=hand.now())
        hand.move(hand.now() + FAR, speed=0)
        with rig.running(url, workers=WORKERS, webs=0):
            await until(lambda: any(worker.at_work for worker in rig.workers), within=PATIENCE_S)
            began = monotonic()
            await until(lambda: _nothing_left(db, hand.now()), within=PATIENCE_S)
            seconds = monotonic() - began
            busy = sum(worker.busy for worker in rig.workers)
        found = await judge(db, team.hub_id, Secrets([servers.key]), taken(rig.mail), hand.now())
    return {
        "reminders": plain(found.reminders, f"due at once, {WORKERS} workers, one mail server"),
        "seconds": at_most(seconds, WITHIN_S * number / 10_000, "s until the last was sent"),
        "per_second": plain(found.reminders / seconds, "reminders raised and sent"),
        "processor": plain(
            1000 * busy / found.reminders, "ms of both workers a reminder, their start with it"
        ),
        "lost": at_most(found.lost + found.unfinished, 0, "rungs, events or messages"),
        "doubled_effect": at_most(found.doubled, 0, "rungs, events or messages"),
        "repeats": at_most(found.repeats, 0, "mails that came twice"),
    }


async def _trickle(servers: Servers, number: int, with_redis: bool) -> tuple[Spread, Spread]:
    """Notices that end one after the other, a few a second, by real time; how late the last rung of each was raised, and was sent."""
    name = "bell" if with_redis else "tick"
    async with (
        servers.copy("empty") as url,
        _rig(servers, name, with_redis=with_redis) as rig,
        database(url, 2) as db,
    ):
        hand = Hand(rig.clock)
        team = await due_reminders.settle(db)
        begin = hand.now() + LEAD
        ends = [begin + timedelta(seconds=one / A_SECOND) for one in range(number)]
        await due_reminders.come_due(db, team, number * due_reminders.EACH, now=hand.now(), ends=ends)
        with rig.running(url, workers=WORKERS, webs=0):
            await rig.at_work()
            await asyncio.sleep((ends[-1] - hand.now()).total_seconds())
            await until(lambda: _nothing_left(db, hand.now()), within=PATIENCE_S)
        return await _late(db, _RAISED), await _late(db, _SENT)


async def _late(db: Database, query: TextClause) -> Spread:
    spread = Spread()
    async with db.connection() as conn:
        for late in (await conn.execute(query)).scalars():
            spread.add(late)
    return spread


@asynccontextmanager
async def _rig(servers: Servers, name: str, *, with_redis: bool) -> AsyncIterator[Rig]:
    """Workers to come, on a database of the servers's PostgreSQL, and a Redis of their own."""
    folder = servers.folder / name
    folder.mkdir(mode=0o755)
    redis = Redis(folder) if with_redis else None
    rig = Rig(folder, servers.postgres, redis, Random(1))
    try:
        rig.servers()
        yield rig
    finally:
        if redis is not None:
            redis.stop()


async def _nothing_left(db: Database, now: datetime) -> bool:
    return await left(db, now) == 0
