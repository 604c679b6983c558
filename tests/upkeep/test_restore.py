"""The rehearsal: what was backed up while the board went on comes back in another cluster, in a new epoch, with nobody signed in."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from board.commands.contacts import receive
from board.commands.sign_in import complete_sign_in, open_session
from board.domain.refusals import HalfRestored, NewerDatabase
from board.domain.sessions import Session
from board.settings import Settings
from board.store.engine import Database
from board.store.migrate import newest, prepare, schema_sql
from board.store.sessions import session_of
from board.upkeep import restore as restoring
from board.upkeep.backup import LEFT_OUT, back_up
from board.upkeep.refusals import InUse, NotABackup, NotEmpty, RestoreFailed
from board.upkeep.restore import restore
from board.upkeep.verify import verify
from tests import make, servers
from tests.house.test_schema import LATER, steps
from tests.upkeep.readings import read, sealed

COOKIE = hashlib.sha256(b"a cookie").digest()
LATER_ON = make.NOW + timedelta(hours=1)


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    return Settings(data=data_folder, database_url=database_url)


@pytest.fixture
def other(cluster: servers.Cluster) -> Settings:
    """An empty database in another cluster, whose transactions are counted from the beginning."""
    return Settings(data=cluster.data, database_url=cluster.start())


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    db = Database(str(settings.database_url), pool_size=2)
    yield db
    await db.close()


async def sign_in(db: Database, who: make.Actor) -> Session:
    """A browser that holds COOKIE, signed in whole."""
    async with db.transaction() as tx:
        await open_session(tx, who.person_id, b"who", b"half", now=make.NOW)
        half = await session_of(tx.conn, b"half", make.NOW)
        assert half
        await complete_sign_in(tx, half, b"who", COOKIE, factor="app", now=make.NOW)
    return half


async def morning(db: Database) -> make.Actor:
    """A hub with contacts in several states, three readings sealed and one not, and somebody signed in."""
    hub = await make.hub(db)
    asha = await make.person(db, hub)
    await make.contact_claimed(db, asha)
    await make.contact_rated(db, asha)
    await make.contact_released(db, asha)
    await read(db, asha, 3)
    assert await sealed(db, hub.hub_id) == 3
    await read(db, asha, 1)
    await sign_in(db, asha)
    return asha


async def rows(url: str) -> dict[str, set[str]]:
    """Every row of every table, as text."""
    conn = await asyncpg.connect(url)
    try:
        tables = await conn.fetch(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        )
        return {t: {row[0] for row in await conn.fetch(f"select t::text from {t} t")} for (t,) in tables}
    finally:
        await conn.close()


async def test_what_was_backed_up_while_the_board_went_on_comes_back_whole(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    asha = await morning(database)
    before = await rows(str(settings.database_url))
    file, done = tmp_path / "board.backup", asyncio.Event()

    async def go_on() -> int:
        written = 0
        while not done.is_set():
            async with database.transaction() as tx:
                await receive(tx, asha, make.approach(), now=make.NOW)
            written += 1
        return written

    writing = asyncio.create_task(go_on())
    anchors = await back_up(settings, file)
    done.set()
    assert await writing > 0
    verdicts = await restore(other, file, now=LATER_ON)

    assert [v.broken for v in verdicts] == [None, None]
    assert {v.hub: v.epoch for v in verdicts} == {"house": 2, "northborough": 2}
    assert file.stat().st_mode & 0o777 == 0o600
    after, source = await rows(str(other.database_url)), await rows(str(settings.database_url))
    for table in set(after) - set(LEFT_OUT) - {"deployment", "events"}:
        assert before[table] <= after[table] <= source[table], table
    restored = {e for e in after["events"] if "database_restored" in e}
    assert before["events"] <= after["events"] - restored <= source["events"]
    assert len(restored) == 2
    assert len(after["contacts"]) == sum(",contact_received," in e for e in after["events"])
    async with opened(other) as db:
        for key, anchor in anchors.items():
            assert [v.broken for v in await verify(db, hub=key, anchor=anchor)] == [None]


async def test_a_restored_cookie_opens_nothing(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    async with database.connection() as conn:
        assert await session_of(conn, COOKIE, make.NOW)
    await back_up(settings, tmp_path / "board.backup")
    await restore(other, tmp_path / "board.backup", now=LATER_ON)

    async with opened(other) as db, db.connection() as conn:
        assert await session_of(conn, COOKIE, make.NOW) is None
    left = await rows(str(other.database_url))
    assert [left[table] for table in ("sessions", "pairings", "sign_in_attempts")] == [set()] * 3


async def test_readings_go_on_being_sealed_in_the_new_epoch_of_another_cluster(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    asha = await morning(database)
    await back_up(settings, tmp_path / "board.backup")
    await restore(other, tmp_path / "board.backup", now=LATER_ON)

    async with opened(other) as db:
        hub = (await verify(db))[1]
        assert (hub.seals, hub.readings, hub.unsealed) == (2, 4, 0), (
            "the restore seals what the backup had not"
        )
        await read(db, asha, 5)
        assert await sealed(db, asha.hub_id) == 5
        await read(db, asha, 1)
        hub = (await verify(db))[1]
        assert (hub.broken, hub.epoch, hub.seals, hub.readings, hub.unsealed) == (None, 2, 3, 9, 1)
        await make.contact_claimed(db, asha)
        assert [v.broken for v in await verify(db)] == [None, None]


async def test_a_backup_of_a_restored_board_is_restored_under_the_next_epoch(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "one.backup")
    await restore(other, tmp_path / "one.backup", now=LATER_ON)
    await back_up(other, tmp_path / "two.backup")

    with servers.fresh_database("t_third_epoch") as url:
        verdicts = await restore(
            Settings(data=settings.data, database_url=url), tmp_path / "two.backup", now=LATER_ON
        )

    assert [(v.broken, v.epoch) for v in verdicts] == [(None, 3), (None, 3)]


async def test_a_restore_never_writes_over_anything(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "board.backup")
    await database.close()
    before = await rows(str(settings.database_url))

    with pytest.raises(NotEmpty, match="is not empty, and a restore never writes over anything"):
        await restore(settings, tmp_path / "board.backup", now=LATER_ON)

    assert await rows(str(settings.database_url)) == before


async def test_somebody_elses_tables_are_left_alone(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "board.backup")
    conn = await asyncpg.connect(str(other.database_url))
    await conn.execute(
        "drop table deployment cascade; create schema theirs; create table theirs.ledger (line text)"
    )
    await conn.close()

    with pytest.raises(NotEmpty):
        await restore(other, tmp_path / "board.backup", now=LATER_ON)


async def test_a_database_somebody_works_on_is_not_restored_into(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "board.backup")
    async with opened(other) as db, db.connection():
        with pytest.raises(InUse, match=r"still connected to this database \(1 connections\)"):
            await restore(other, tmp_path / "board.backup", now=LATER_ON)


def spoilt(backup: bytes) -> dict[str, bytes]:
    """What a disk, a copy that was cut short or somebody's editor makes of a backup."""
    middle = len(backup) // 2
    return {
        "empty": b"",
        "four bytes": backup[:4],
        "half of it": backup[:middle],
        "without its last byte": backup[:-1],
        "one bit changed": backup[:middle] + bytes([backup[middle] ^ 1]) + backup[middle + 1 :],
        "a word changed": backup.replace(b"database", b"datebase", 1),
        "a byte more": backup + b"\n",
        "another file": b"name,born_on\nNia,2017-03-02\n" * 100,
    }


async def test_what_is_no_whole_backup_is_refused_and_leaves_the_database_as_it_was(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "board.backup")
    before = await rows(str(other.database_url))
    for how, content in spoilt((tmp_path / "board.backup").read_bytes()).items():
        (tmp_path / how).write_bytes(content)
        with pytest.raises(NotABackup, match="is no backup of a board, or was cut short or changed since"):
            await restore(other, tmp_path / how, now=LATER_ON)

    assert await rows(str(other.database_url)) == before


async def test_a_restore_that_fails_leaves_the_database_empty_and_tells_of_nobody(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "board.backup")
    url = str(other.database_url)
    servers.psql("create role weak login", url)
    servers.psql("create database emptied", url)
    weak = Settings(data=other.data, database_url=servers.at(url, "emptied").replace("//board@", "//weak@"))

    with pytest.raises(RestoreFailed, match=r"left empty: .*permission denied for schema public\.") as said:
        await restore(weak, tmp_path / "board.backup", now=LATER_ON)

    assert "Marlow" not in str(said.value)
    assert await rows(str(weak.database_url)) == {}


async def test_an_older_backup_is_brought_forward_and_a_newer_one_refused(
    database: Database, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "older.backup")
    later = steps(
        tmp_path / "later", {f"{newest():04}_now.sql": schema_sql(), f"{newest() + 1:04}_rooms.sql": LATER}
    )
    verdicts = await restore(other, tmp_path / "older.backup", now=LATER_ON, folder=later)
    await back_up(other, tmp_path / "newer.backup")

    assert [v.broken for v in verdicts] == [None, None]
    assert "rooms" in await rows(str(other.database_url))
    with servers.fresh_database("t_too_old") as url, pytest.raises(NewerDatabase):
        await restore(Settings(data=settings.data, database_url=url), tmp_path / "newer.backup", now=LATER_ON)


async def test_a_restore_cut_short_serves_nobody_and_is_ended_by_the_next(
    database: Database, settings: Settings, other: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await morning(database)
    await back_up(settings, tmp_path / "board.backup")

    async def pulled(*_: Any, **__: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "record_restore", pulled)
        with pytest.raises(KeyboardInterrupt):
            await restore(other, tmp_path / "board.backup", now=LATER_ON)
    with pytest.raises(HalfRestored):
        await prepare(str(other.database_url))
    verdicts = await restore(other, tmp_path / "board.backup", now=LATER_ON)

    assert [(v.broken, v.epoch) for v in verdicts] == [(None, 2), (None, 2)]
    await prepare(str(other.database_url))
