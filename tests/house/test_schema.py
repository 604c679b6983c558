"""schema.sql and the migrations say the same; a database of another version is brought forward or refused."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from board.domain.deliveries import State
from board.domain.refusals import HalfRestored, NewerDatabase
from board.store.migrate import migrations, newest, prepare, schema_sql
from tests import servers
from tests.house.catalog import catalog

LATER = """
create table rooms (room_id integer not null, constraint rooms_pkey primary key (room_id));
comment on table rooms is 'A room.';
alter table screens add column room_id integer constraint screens_room references rooms;
"""


@pytest.fixture
def empty_url() -> Iterator[str]:
    """The address of a database in which nothing lies."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    servers.psql(f"create database {name} owner board")
    yield servers.at(servers.shared().database_url.replace("//postgres@", "//board@"), name)
    servers.psql(f"drop database {name} with (force)")


@pytest.fixture
async def conn(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(database_url)
    yield conn
    await conn.close()


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """Migrations as they lay at the first tag: schema.sql alone."""
    return steps(tmp_path / "first", {"0001_first.sql": schema_sql()})


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Migrations of a later version."""
    return steps(tmp_path / "later", {"0001_first.sql": schema_sql(), "0002_rooms.sql": LATER})


def steps(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, sql in files.items():
        (folder / name).write_text(sql, encoding="utf-8")
    return folder


async def test_the_enums_of_the_code_have_the_values_of_the_schema(conn: asyncpg.Connection) -> None:
    rows = await conn.fetch(
        "select t.typname, array_agg(e.enumlabel::text order by e.enumsortorder) "
        "from pg_type t join pg_enum e on e.enumtypid = t.oid group by 1"
    )

    assert {row[0]: row[1] for row in rows} == {"delivery_state": [state.value for state in State]}


async def test_schema_sql_says_the_number_of_the_newest_migration(empty_url: str) -> None:
    conn = await asyncpg.connect(empty_url)
    await conn.execute(schema_sql())
    said = await conn.fetchval("select schema_version from deployment")
    await conn.close()

    assert said == newest(), (
        f"the last lines of schema.sql say that it has version {said}: write {newest()} there"
    )


async def test_every_constraint_and_index_has_the_name_schema_sql_gives_it(conn: asyncpg.Connection) -> None:
    sql = "\n".join([schema_sql(), *migrations().values()])
    written = set(re.findall(r"\bconstraint (\w+)", sql)) | set(
        re.findall(r"\bcreate (?:unique )?index (\w+)", sql)
    )
    named = await conn.fetch(
        "select conname::text as name from pg_constraint where connamespace = 'public'::regnamespace and contype not in ('n', 't') "
        "union select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'public'::regnamespace"
    )

    nameless = {row["name"] for row in named} - written
    assert len(named) > 50
    assert not nameless, (
        f"PostgreSQL made up these names; give each a name of its own in schema.sql: {sorted(nameless)}"
    )


async def test_every_index_says_which_question_it_serves() -> None:
    mute = [
        line
        for line in re.findall(r"^create (?:unique )?index .*(?:\n    .*)*", schema_sql(), re.MULTILINE)
        if "--" not in line
    ]
    assert not mute, f"say behind each which question it serves: {mute}"


async def test_the_migrations_in_order_make_what_schema_sql_lays(database_url: str, empty_url: str) -> None:
    """With no migration frozen yet, schema.sql laid as the first one."""
    conn = await asyncpg.connect(empty_url)
    for number, sql in (migrations() or {1: schema_sql()}).items():
        await conn.execute(sql)
        await conn.execute("update deployment set schema_version = $1", number)
    await conn.close()

    stepwise, whole = await catalog(empty_url), await catalog(database_url)

    assert len(whole["columns"]) > 150 and len(whole["triggers"]) > 10
    assert [*migrations()] == [*range(1, len(migrations()) + 1)]
    for what in whole:
        assert stepwise[what] == whole[what], f"{what} differ between board/migrations and schema.sql"


async def test_an_older_database_is_brought_forward_and_keeps_what_is_in_it(
    empty_url: str, first: Path, later: Path
) -> None:
    await prepare(empty_url, folder=first)
    before = await catalog(empty_url)
    await prepare(empty_url, folder=later)
    after = await catalog(empty_url)

    assert (before["version"], after["version"]) == ({"1"}, {"2"})
    assert (
        {line for line in after["columns"] - before["columns"] if "room_id" in line}
        == after["columns"] - before["columns"]
        != set()
    )


async def test_a_newer_database_is_refused_and_left_alone(empty_url: str, first: Path, later: Path) -> None:
    await prepare(empty_url, folder=first)
    await prepare(empty_url, folder=later)
    before = await catalog(empty_url)

    with pytest.raises(NewerDatabase, match=r"newer version of the board \(2; this one knows 1\)"):
        await prepare(empty_url, folder=first)

    assert await catalog(empty_url) == before


async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    empty_url: str, first: Path, tmp_path: Path
) -> None:
    await prepare(empty_url, folder=first)
    before = await catalog(empty_url)
    broken = steps(
        tmp_path / "broken", {"0001_first.sql": schema_sql(), "0002_rooms.sql": LATER + "select 1 / 0;"}
    )

    with pytest.raises(asyncpg.DivisionByZeroError):
        await prepare(empty_url, folder=broken)

    assert await catalog(empty_url) == before


async def test_several_processes_may_prepare_one_database_at_once(
    empty_url: str, first: Path, later: Path
) -> None:
    await asyncio.gather(*(prepare(empty_url, folder=first) for _ in range(4)))
    assert (await catalog(empty_url))["version"] == {"1"}

    await asyncio.gather(*(prepare(empty_url, folder=later) for _ in range(4)))
    assert (await catalog(empty_url))["version"] == {"2"}


async def test_a_new_database_is_laid_whole_and_knows_its_version(empty_url: str) -> None:
    await prepare(empty_url, invented=True)

    conn = await asyncpg.connect(empty_url)
    row = await conn.fetchrow("select schema_version, invented from deployment")
    await conn.close()
    assert tuple(row) == (newest(), True)


async def test_a_restore_that_did_not_end_is_not_served(database_url: str, conn: asyncpg.Connection) -> None:
    await conn.execute("delete from heads")

    with pytest.raises(HalfRestored, match=r"Run `board restore` with the same file again"):
        await prepare(database_url)
