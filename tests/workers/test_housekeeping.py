"""What keeps the house in order is done once, whoever does it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text
from structlog.testing import capture_logs

from board.commands.screens import begin_pairing, forget_pairings, pair_screen, pairing_code
from board.commands.sign_in import complete_sign_in, open_session
from board.domain.people import Actor
from board.domain.permissions import Role
from board.secrets import Secrets
from board.store.engine import Database
from board.store.readings import log_reading
from board.store.sessions import sessions_of
from tests import make
from tests.make import NOW
from tests.upkeep.readings import no_reading_is_late
from tests.workers.firing import count
from workers.housekeeping import find_dark_screens, lock_idle_sessions, log_heads, seal_readings, sweep

SECRETS = Secrets(("a key of this test alone",))


async def read(db: Database, by: Actor) -> None:
    async with db.transaction() as tx:
        await log_reading(tx.conn, by, None, "/hubs/{hub}/desk", "board", NOW)


async def signed_in(db: Database, person_id: int) -> None:
    async with db.transaction() as tx:
        await open_session(tx, person_id, b"who", uuid4().bytes, now=NOW)
    async with db.connection() as conn:
        (session,) = await sessions_of(conn, person_id, NOW)
    async with db.transaction() as tx:
        await complete_sign_in(tx, session, b"who", uuid4().bytes, factor="app", now=NOW)


async def test_readings_are_sealed_once_by_two_workers(database: Database, database_url: str) -> None:
    by = await make.person(database, await make.hub(database))
    for _ in range(3):
        await read(database, by)
    await no_reading_is_late(database)
    other = Database(database_url, pool_size=2)
    try:
        await asyncio.gather(seal_readings(database, NOW), seal_readings(other, NOW))
    finally:
        await other.close()
    await seal_readings(database, NOW)
    async with database.connection() as conn:
        sealed = await conn.execute(
            text(
                "select sum(cast(cast(body as jsonb) -> 'body' ->> 'count' as integer)) from events where kind = 'readings_sealed'"
            )
        )
        assert sealed.scalar_one() == 3


async def test_session_left_alone_locks_once(database: Database) -> None:
    hub = await make.hub(database)
    by = await make.person(database, hub)
    await signed_in(database, by.person_id)
    await lock_idle_sessions(database, NOW + timedelta(minutes=1))
    assert await count(database, "session_locked") == 0
    for _ in range(2):
        await lock_idle_sessions(database, NOW + timedelta(hours=2))
    assert await count(database, "session_locked") == 1
    await lock_idle_sessions(database, NOW + timedelta(days=2))
    assert await count(database, "session_ended") == 1


async def test_wall_that_fell_silent_goes_dark_once(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    async with database.transaction() as tx:
        waiting = await begin_pairing(tx, SECRETS, now=NOW)
        code = pairing_code(SECRETS, waiting.pairing_id)
        await pair_screen(tx, manager, SECRETS, code, "By the door", now=NOW)
    await find_dark_screens(database, NOW + timedelta(seconds=60))
    assert await count(database, "screen_went_dark") == 0
    for _ in range(2):
        await find_dark_screens(database, NOW + timedelta(minutes=3))
    assert await count(database, "screen_went_dark") == 1


async def test_head_of_each_chain_is_logged(database: Database) -> None:
    hub = await make.hub(database)
    with capture_logs() as lines:
        await log_heads(database, NOW)
    async with database.connection() as conn:
        rows = (await conn.execute(text("select epoch, seq, hash from heads order by hub_id"))).all()
    assert [(line["hub"], line["epoch"], line["anchor"]) for line in lines] == [
        (key, row.epoch, f"{row.seq}:{row.hash.hex()}")
        for key, row in zip(("house", hub.key), rows, strict=True)
    ]


async def test_tries_and_pairings_of_yesterday_are_swept_and_todays_stay(database: Database) -> None:
    async with database.transaction() as tx:
        for at in (NOW - timedelta(days=2), NOW):
            await tx.conn.execute(
                text("insert into sign_in_attempts (at, who_digest, from_digest) values (:at, 'a', 'b')"),
                {"at": at},
            )
        old = await begin_pairing(tx, SECRETS, now=NOW - timedelta(days=2))
        await forget_pairings(tx, now=NOW - timedelta(days=2))
    async with database.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into pairings (pairing_id, code_hash, secret_hash, created_at, expires_at) values (:id, 'c', 's', :now, :now)"
            ),
            {"id": uuid4(), "now": NOW},
        )
    await sweep(database, NOW)
    async with database.connection() as conn:
        tries = (await conn.execute(text("select at from sign_in_attempts"))).scalars().all()
        pairings = (await conn.execute(text("select pairing_id from pairings"))).scalars().all()
    assert tries == [NOW]
    assert len(pairings) == 1 and old.pairing_id not in pairings
