"""A moving morning: natural in size, the same for the same seed, stopped by a word, patient with its database."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import BadInput, DatabaseAway
from board.rehearsal.decisions import BoardNow, Morning, Standing
from board.rehearsal.family import families
from board.rehearsal.moving import AGAIN_S, NothingToMove, NotInvented, Stage, enter, play, run
from board.rehearsal.seed import seed
from board.rehearsal.steps import AddChild, Arrive, Close, Rate, Release, Restrict, Step, TakeNext
from board.secrets import Secrets
from board.settings import Settings
from board.store.engine import Database
from tests.rehearsal.chains import broken_chains
from tests.servers import Cluster

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
SECRETS = Secrets(["a key of tests alone"])
RAGS = ("red", "amber", "green", "blue")


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def staff(*roles: Role) -> tuple[Actor, ...]:
    return tuple(
        Actor(number, role.value, 1, "northborough", "Northborough MASH", frozenset({role}), "")
        for number, role in enumerate(roles, 1)
    )


EVERYBODY = staff(Role.ADMIN, Role.SOCIAL_WORKER, Role.SCREENING_OFFICER, Role.MANAGER, Role.SERVICE_MANAGER)


def board(live: int, *, sent: bool = True) -> BoardNow:
    """A board of so many contacts in every state."""
    contacts = [
        Standing(n, f"R{n}", (None, *RAGS)[n % 5], 2 if n % 3 else None, children_known=n % 7 > 0)
        for n in range(live)
    ]
    came = {f"R{n}": new for n, new in zip(range(live), families(1, NOW), strict=False)} if sent else {}
    return BoardNow(contacts, EVERYBODY, RAGS, came)


def steps_of(morning: Morning, boards: Sequence[BoardNow]) -> list[Step | None]:
    return [morning.next(one, NOW) for one in boards]


def test_same_seed_decides_the_same() -> None:
    boards = [board(live) for live in range(60)]

    decided = steps_of(Morning(5, "A"), boards)

    assert steps_of(Morning(5, "A"), boards) == decided
    assert steps_of(Morning(6, "A"), boards) != decided


def test_who_comes_does_not_depend_on_what_was_done_before() -> None:
    quiet = [s for s in steps_of(Morning(5, "A"), [board(0)] * 400) if isinstance(s, Arrive)]
    busy = [s for s in steps_of(Morning(5, "B"), [board(40)] * 400) if isinstance(s, Arrive)]
    came = [s for s in busy if s.new.source_reference and "-B-" in s.new.source_reference]

    assert [replace(s.new, source_reference=None) for s in quiet[:20]] == [
        replace(s.new, source_reference=None) for s in came[:20]
    ]


def test_everything_a_morning_brings_comes_in_time() -> None:
    happened = Counter(type(step) for step in steps_of(Morning(1, "A"), [board(30)] * 4000))

    for kind in (Arrive, TakeNext, Rate, Release, AddChild, Restrict, Close):
        assert happened[kind], kind
    assert happened[Restrict] < happened[Release]


def test_contacts_come_about_once_a_minute() -> None:
    morning = Morning(2, "A")
    seconds = arrived = 0.0
    while seconds < 10 * 3600:
        seconds += morning.pause()
        arrived += isinstance(morning.next(board(0, sent=False), NOW), Arrive)

    assert 500 < arrived < 700


def test_restricted_contacts_do_not_pile_up() -> None:
    known = (("R1", EVERYBODY[3]), ("R2", EVERYBODY[4]))
    full = replace(board(30), restricted=known)

    steps = steps_of(Morning(1, "A"), [full] * 4000)

    assert not [step for step in steps if isinstance(step, Restrict)]
    assert any(isinstance(step, Close) and (step.ref, step.by) == known[0] for step in steps)


async def staged(database_url: str, database: Database, clock: Clock) -> Stage:
    await seed(database_url, NOW, secrets=SECRETS)
    return await enter(database, None, 3, clock=clock)


async def test_two_hundred_steps_leave_a_natural_board_and_a_whole_chain(
    database_url: str, database: Database
) -> None:
    clock = Clock()
    stage = await staged(database_url, database, clock)
    done: Counter[type] = Counter()
    live = []

    while stage.done < 200:
        clock.now += timedelta(seconds=stage.morning.pause())
        step = await stage.moment()
        done[type(step)] += 1
        live.append(len((await stage.look(clock.now)).contacts))

    assert {Arrive, TakeNext, Rate, Close} <= done.keys()
    assert min(live) >= 15
    assert max(live) <= 45
    async with database.connection() as conn:
        assert await broken_chains(conn) == []


async def test_morning_stops_where_it_is_told_to(database_url: str, database: Database) -> None:
    stage = await staged(database_url, database, Clock())
    waited: list[float] = []

    async def wait(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) > 5

    await play(stage, speed=10.0, wait=wait)

    assert len(waited) == 6
    assert all(seconds < AGAIN_S for seconds in waited), "ten times as fast, ten times as short"


async def test_database_that_goes_away_is_waited_for(cluster: Cluster) -> None:
    url = cluster.start()
    database = Database(url, pool_size=1)
    stage = await staged(url, database, Clock())
    away: list[int] = []

    async def wait(seconds: float) -> bool:
        if seconds == AGAIN_S:
            away.append(stage.done)
            await asyncio.to_thread(cluster.start)
        elif stage.done == 3 and not away:
            await asyncio.to_thread(cluster.postgres.stop)
        return stage.done >= 6

    await play(stage, speed=10.0, wait=wait)

    assert set(away) == {3}, "once for those who write and once for those who look"
    assert len(away) <= 2
    assert stage.done == 6
    await database.close()


async def test_database_that_is_not_invented_is_refused(database_url: str, database: Database) -> None:
    with pytest.raises(NotInvented, match="not marked as holding invented people"):
        await enter(database, None, 1, clock=Clock())


async def test_invented_database_without_the_hub_is_refused(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.conn.exec_driver_sql("update deployment set invented = true")

    with pytest.raises(NothingToMove, match="no hub northborough"):
        await enter(database, None, 1, clock=Clock())


async def test_database_that_cannot_be_reached_is_waited_for_too() -> None:
    database = Database("postgresql://board@127.0.0.1:9/board", pool_size=1)

    with pytest.raises(DatabaseAway):
        await enter(database, None, 1, clock=Clock())
    await database.close()


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_speed_above_nothing_is_needed(speed: float) -> None:
    with pytest.raises(BadInput):
        run(Settings.from_env({}), speed, 1)


async def test_terminated_rehearsal_ends_well(database_url: str) -> None:
    await seed(database_url, datetime.now(UTC), secrets=SECRETS)
    moved = asyncio.Event()
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("events", lambda *_: moved.set())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "board.cli", "rehearse", "--speed", "200"),
        env={**os.environ, "DATABASE_URL": database_url},
    )

    await asyncio.wait_for(moved.wait(), 60)
    process.send_signal(signal.SIGTERM)

    assert await asyncio.wait_for(process.wait(), 30) == 0
    await listener.close()
