"""Nothing lost, nothing twice: kill -9 of worker, arq, web, Redis and PostgreSQL at random moments while reminders come due and go out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from time import monotonic

from sqlalchemy import text

from board.domain.people import Actor
from board.domain.refusals import DatabaseAway
from board.secrets import Secrets
from board.store.engine import Database
from board.store.migrate import prepare
from tests.bench import due_reminders, fixtures
from tests.bench.due_reminders import Hand, Rise
from tests.bench.effects import Found, judge, left
from tests.bench.fault_rig import Rig, taken
from tests.bench.fixtures import Place
from tests.bench.raw_client import Http, form
from tests.bench.results import Figures, at_least, at_most, plain
from tests.bench.servers import SERVER, Scale, Servers, database
from tests.processes import KEY, Web
from tests.servers import Cluster

LONGEST_PAUSE_S, LOOK_S, CLICK_S = 0.6, 0.25, 0.5
FURTHER = timedelta(seconds=5)
LONGEST = timedelta(hours=2)
"""Until everything that is laid has come due, and before anything else has."""
_CLAIMED = text(
    "select c.ref from claims cl join contacts c using (hub_id, contact_id) "
    "where cl.hub_id = :hub_id and cl.person_id = :person_id and cl.released_at is null"
)
_LAPSE = text("update deliveries set lease_until = clock_timestamp() where state = 'sending'")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much. kills: at most so many; within_s, settle_s: seconds after which the killing, and the waiting for the rest, are over."""

    reminders: int
    kills: int
    clicks: int
    within_s: float
    settle_s: float


@dataclass(slots=True)
class Outcome:
    """What happened. in_work: kills while something was due or on its way; claimed, unkept: claims a web process said yes to, and
    those of them that are not there.
    """

    found: Found | None = None
    killed: dict[str, int] = field(default_factory=dict)
    in_work: int = 0
    seconds: float = 0.0
    settled: float = 0.0
    claimed: int = 0
    unkept: int = 0

    @property
    def kills(self) -> int:
        """All of them."""
        return sum(self.killed.values())


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """A deployment of its own, killed at random, and then everything counted."""
    plan = Plan(350, 36, 40, 60, 90) if scale.quick else Plan(10_000, 1_000, 300, 3_000, 300)
    folder = servers.folder / "kills"
    folder.mkdir(mode=0o755)
    cluster = Cluster(folder, SERVER)
    try:
        rig = Rig(folder, cluster.postgres, cluster.redis, Random(29))
        rig.servers()
        await prepare(rig.url, invented=True)
        done = await storm(rig, plan)
    finally:
        cluster.stop()
    assert done.found is not None
    each = ", ".join(f"{number} {name}" for name, number in sorted(done.killed.items()))
    return {
        "kills": at_least(done.kills, plan.kills, f"kill -9: {each}"),
        "kills_in_work": plain(done.in_work, "of them while something was due or on its way"),
        "seconds": plain(done.seconds, "s of killing"),
        "settled": plain(done.settled, "s from the last kill until all was done"),
        **done.found.figures(),
        "claims": plain(done.claimed, "by clicks on the web process that was killed too"),
        "claims_lost": at_most(done.unkept, 0, "acknowledged claims that are not there"),
    }


async def storm(rig: Rig, plan: Plan, *, lapse: bool = False) -> Outcome:
    """Given running servers with a prepared database. lapse: at the end all workers are killed and what they had marked as theirs is
    so no more, as it is by itself three quarters of a minute later.
    """
    async with database(rig.url, 2) as db:
        hand = Hand(rig.clock)
        team = await due_reminders.settle(db)
        await due_reminders.come_due(
            db, team, plan.reminders, now=hand.now(), seed=rig.random.randrange(10**6)
        )
        refs = await fixtures.arrive(db, fixtures.admin_of(team.actors), plan.clicks)
        (place,) = await fixtures.sign_in(db, [team.one])
        coming = await due_reminders.rises(db, team.hub_id, hand.now() + LONGEST)
        done, yes = Outcome(), list[str]()
        with rig.running(rig.url, workers=2, webs=1):
            await rig.at_work()
            clicks = asyncio.create_task(_click(rig.webs[0], place, refs, yes))
            try:
                await _rage(rig, plan, db, hand, coming, done)
                if lapse:
                    await _lapse(rig)
                done.settled = await _settle(rig, plan, db, hand, coming, yes)
            finally:
                clicks.cancel()
                await asyncio.gather(clicks, return_exceptions=True)
    async with database(rig.url, 2) as db:
        done.found = await judge(db, team.hub_id, Secrets([KEY]), taken(rig.mail), hand.now())
        async with db.connection() as conn:
            facts = {"hub_id": team.hub_id, "person_id": team.one.person_id}
            kept = set((await conn.execute(_CLAIMED, facts)).scalars())
    done.claimed, done.unkept, done.killed = len(yes), len(set(yes) - kept), dict(rig.killed)
    return done


async def _rage(
    rig: Rig, plan: Plan, db: Database, hand: Hand, coming: Sequence[Rise], done: Outcome
) -> None:
    """Each kill at a random moment after some more has come due, so that it falls into work."""
    began, later = monotonic(), [rise.at for rise in coming if rise.at > hand.now()]
    while rig.killed.total() < plan.kills and monotonic() - began < plan.within_s:
        kind = await rig.choose()
        share = (rig.killed.total() + 1) / (plan.kills + 1)
        hand.move(later[int(share * (len(later) - 1))])
        await asyncio.sleep(rig.random.uniform(0, LONGEST_PAUSE_S))
        busy = await _left(db, hand.now())
        if await rig.strike(kind):
            done.in_work += bool(busy)
    done.seconds = monotonic() - began


async def _left(db: Database, now: datetime) -> int | None:
    with suppress(DatabaseAway):
        return await left(db, now)
    return None


async def _lapse(rig: Rig) -> None:
    rig.killed["worker"] += sum(worker.alive for worker in rig.workers)
    rig.kill_workers()
    async with (
        database(rig.url, 1) as db,
        db.transaction() as tx,
    ):  # whatever connection was open died with the server
        await tx.conn.execute(_LAPSE)


async def _settle(
    rig: Rig, plan: Plan, db: Database, hand: Hand, coming: Sequence[Rise], claimed: Sequence[str]
) -> float:
    """Bring the rest due, and wait until nothing is left and some click was answered; the clock stands then. Answers how long it took."""
    began, until = monotonic(), coming[-1].at + FURTHER
    hand.move(until, speed=0)
    while monotonic() - began < plan.settle_s:
        rig.tend()
        if claimed and await _left(db, hand.now()) == 0:
            break
        await asyncio.sleep(LOOK_S)
        if (
            monotonic() - began > plan.settle_s / 4
        ):  # what was put off waits for its moment on a clock that stands
            hand.move(hand.now() + FURTHER, speed=0)
    return monotonic() - began


async def _click(web: Web, place: Place, refs: Sequence[str], yes: list[str]) -> None:
    """Claim one after the other through a web process that is killed now and then; without an answer the same again, as people do."""
    http, waiting = Http(web.port), list(refs)
    headers, body = form()
    headers["Cookie"] = place.cookie
    while waiting:
        await asyncio.sleep(CLICK_S)
        path = f"{place.path.rpartition('/')[0]}/contacts/{waiting[-1]}/claim"
        try:
            async with asyncio.timeout(5):
                if (await http.ask("POST", path, headers, body))[0] == 303:
                    yes.append(waiting.pop())
        except (OSError, EOFError, TimeoutError):
            http.close()
            http = Http(web.port)
    http.close()
