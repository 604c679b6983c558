"""A database that a test used is as new for the next one, whatever the test wrote; one whose tables it changed has no next test."""

from __future__ import annotations

import uuid

import pytest

from board.store.engine import Database
from tests import make, servers
from tests.house.planted import live_through

TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname"


def content(name: str) -> str:
    """Every row and every sequence of a database."""
    rows = [
        f"select '{table}', t::text from {table} t" for table in servers.psql(TABLES, database=name).split()
    ]
    sequences = "select sequencename, coalesce(last_value, 0)::text from pg_sequences"
    return servers.psql(" union all ".join([*rows, sequences]) + " order by 1, 2", database=name)


def new_name() -> str:
    return f"t_{uuid.uuid4().hex[:12]}"


async def test_a_database_that_was_used_is_as_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_spare", [])
    used, again = new_name(), new_name()
    with servers.fresh_database(used) as url:
        before = content(used)
        database = Database(url)
        await live_through(database, await make.hub(database))
        await database.close()
        assert content(used) != before
        left = Database(url)  # a connection that a test forgot
        async with left.connection():
            pass
    assert servers._spare == [used]
    with servers.fresh_database(again):
        assert servers._spare == []
        assert content(again) == before
    await left.close()


@pytest.mark.parametrize(
    "change",
    [
        "create table jottings (note text)",
        "drop trigger events_no_truncate on events",
        "alter table events disable trigger all",
        "alter table people add column nickname text",
        "alter table people alter column name drop not null",
        "revoke select on people from board",
        "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
        "do $$ begin execute format('alter database %I set work_mem = 64', current_database()); end $$",
        "insert into hubs (hub_id, key, name) select n, 'hub-' || n, repeat(md5(n::text), 3) from generate_series(1, 30000) n",
    ],
)
def test_a_database_that_was_changed_is_not_used_again(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_spare", [])
    name = new_name()
    with servers.fresh_database(name):
        servers.psql(change, database=name)
    assert servers._spare == []
    assert servers.psql(f"select count(*) from pg_database where datname = '{name}'") == "0"
