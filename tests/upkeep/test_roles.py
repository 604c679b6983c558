"""Rights in the database itself: the board works under a role that can change neither what happened nor the tables."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from board.commands.claims import claim
from board.commands.contacts import receive
from board.commands.ratings import rate
from board.domain.permissions import Role
from board.domain.refusals import MayNotPrepare
from board.settings import Settings
from board.store.engine import Database
from board.store.migrate import newest, prepare, schema_sql
from board.upkeep.backup import back_up
from board.upkeep.roles import sql
from board.upkeep.verify import verify
from tests import make, servers
from tests.house.test_schema import LATER, steps
from tests.upkeep.readings import read, sealed

NEVER = {
    "change an event": "update events set kind = 'day_turned'",
    "remove an event": "delete from events",
    "empty the events": "truncate events",
    "change a reading": "update readings set person_id = 1",
    "remove a reading": "delete from readings",
    "empty the readings": "truncate readings cascade",
    "silence a trigger": "alter table events disable trigger all",
    "silence every trigger": "set session_replication_role = replica",
    "remove a contact": "delete from contacts",
    "remove a child": "delete from children",
    "rewrite how the hub worked": "update policies set document = '{}'",
    "pass for another version": "update deployment set schema_version = 99",
    "say who is invented": "update deployment set invented = true",
    "make a table": "create table mine (line text)",
    "make a temporary table": "create temporary table mine (line text)",
    "make a function": "create function mine() returns int language sql as 'select 1'",
    "make a schema": "create schema mine",
    "make a role": "create role mine",
    "drop a table": "drop table events",
    "become the owner": "set role board_owner",
}
CHANGES = (
    "update heads set seq = 0",
    "delete from claims",
    "insert into retention_classes (class, sentence) values ('none', 'None.')",
    "create table mine (line text)",
)


@pytest.fixture
async def address(cluster: servers.Cluster) -> str:
    """A cluster with a database laid by board_owner and the rights of roles.sql; its address, to be asked for as one of the roles."""
    url = cluster.start()
    fresh = servers.at(url, "hub")
    servers.psql("create database hub", url)
    await apply(fresh)
    await prepare(named(fresh, "board_owner"))
    await apply(fresh)
    return fresh


def named(url: str, role: str) -> str:
    return re.sub(r"//\w+@", f"//{role}@", url)


async def apply(url: str) -> None:
    conn = await asyncpg.connect(named(url, "postgres"))
    try:
        await conn.execute(sql())
    finally:
        await conn.close()


@pytest.fixture
async def app(address: str) -> AsyncIterator[Database]:
    """The board's way to the database under the app's role."""
    db = Database(named(address, "board_app"), pool_size=4)
    yield db
    await db.close()


async def morning(app: Database) -> make.Actor:
    hub = await make.hub(app)
    asha = await make.person(app, hub)
    await make.person(app, hub, Role.SERVICE_MANAGER)
    async with app.transaction() as tx:
        ref = (await receive(tx, asha, make.approach(), now=make.NOW)).ref
        await claim(tx, asha, ref, now=make.NOW)
        await rate(tx, asha, ref, None, "red", "A weapon was seen.", now=make.NOW)
    await read(app, asha, 2)
    assert await sealed(app, hub.hub_id) == 2
    return asha


async def test_the_board_works_under_the_apps_role(
    app: Database, address: str, tmp_path: Path, cluster: servers.Cluster
) -> None:
    await prepare(named(address, "board_app"))
    asha = await morning(app)
    manager = make.actor(
        make.Hub(asha.hub_id, asha.hub_key, asha.hub_name, {}), 2, "Ben Okafor", [Role.SERVICE_MANAGER]
    )

    await make.contact_released(app, asha)
    await make.contact_restricted(app, manager, [asha.person_id])
    await make.contact_held(app, manager)
    await make.contact_closed(app, manager)
    await back_up(
        Settings(data=cluster.data, database_url=named(address, "board_app")), tmp_path / "board.backup"
    )

    assert [v.broken for v in await verify(app)] == [None, None]


async def test_the_apps_role_can_change_neither_what_happened_nor_the_tables(
    app: Database, address: str
) -> None:
    await morning(app)
    conn = await asyncpg.connect(named(address, "board_app"))
    try:
        done = [act for act, statement in NEVER.items() if await allowed(conn, statement)]
    finally:
        await conn.close()
    assert not done, f"take these rights away in board/upkeep/roles.sql: {done}"


async def allowed(conn: asyncpg.Connection, statement: str) -> bool:
    """Asked by doing it, and undone again."""
    undo = conn.transaction()
    await undo.start()
    try:
        await conn.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return False
    finally:
        await undo.rollback()
    return True


async def test_the_apps_role_is_told_who_must_prepare_an_older_database(address: str, tmp_path: Path) -> None:
    later = steps(tmp_path / "later", {"0001_first.sql": schema_sql(), f"{newest() + 1:04}_rooms.sql": LATER})

    with pytest.raises(MayNotPrepare, match="Run `board prepare` once as the role that owns the tables"):
        await prepare(named(address, "board_app"), folder=later)

    await prepare(named(address, "board_owner"), folder=later)
    await prepare(named(address, "board_app"), folder=later)


async def test_reporting_sees_every_plain_and_staff_column_and_no_other(app: Database, address: str) -> None:
    await morning(app)
    conn = await asyncpg.connect(named(address, "board_report"))
    try:
        columns = await conn.fetch(
            "select r.relname, a.attname, split_part(col_description(r.oid, a.attnum), ':', 1) as label "
            "from pg_class r join pg_attribute a on a.attrelid = r.oid "
            "where r.relnamespace = 'public'::regnamespace and r.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
        )
        seen = {
            (table, name, label)
            for table, name, label in columns
            if await allowed(conn, f'select "{name}" from {table}')
        }
        assert seen == {tuple(c) for c in columns if c["label"] in ("plain", "staff")}
        assert {label for *_, label in map(tuple, columns)} == {"plain", "staff", "subject", "secret"}
        assert not [change for change in CHANGES if await allowed(conn, change)]
    finally:
        await conn.close()


async def test_an_auditor_verifies_with_the_rights_of_reporting(app: Database, address: str) -> None:
    await morning(app)
    db = Database(named(address, "board_report"), pool_size=1)
    assert [(v.broken, v.readings) for v in await verify(db)] == [(None, 0), (None, 2)]
    await db.close()


async def test_a_stranger_does_not_even_come_in(address: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await asyncpg.connect(named(address, "board"))


async def test_rights_applied_twice_stay_the_same(address: str) -> None:
    rights = (
        "select relname, relacl::text from pg_class where relnamespace = 'public'::regnamespace order by 1"
    )
    conn = await asyncpg.connect(named(address, "postgres"))
    before = await conn.fetch(rights)
    await apply(address)
    after = await conn.fetch(rights)
    await conn.close()

    assert before == after
