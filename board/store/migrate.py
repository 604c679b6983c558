"""Bring a database to the schema this version knows: laid whole when empty, else migration by migration."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import asyncpg

from board.domain.refusals import DatabaseAway, NewerDatabase

_LOCK = 7_201_937  # one process prepares at a time; any number will do


def schema_sql() -> str:
    """schema.sql: inside the package when installed, beside it in a checkout."""
    package = Path(str(resources.files("board")))
    inside = package / "schema.sql"
    return (inside if inside.exists() else package.parent / "schema.sql").read_text(encoding="utf-8")


def migrations() -> dict[int, str]:
    """SQL by number: 0001 is schema.sql frozen at the first tag, each later one brings a database one step further."""
    found: dict[int, str] = {}
    folder = resources.files("board") / "migrations"
    for item in folder.iterdir():
        match = re.fullmatch(r"(\d{4})_[a-z0-9_]+\.sql", item.name)
        if match:
            found[int(match[1])] = item.read_text(encoding="utf-8")
    return dict(sorted(found.items()))


def newest() -> int:
    """The schema version this code knows."""
    return max(migrations(), default=1)


def driver_url(url: str) -> str:
    """The address as asyncpg itself takes it."""
    return re.sub(r"^(postgresql\+asyncpg|postgres)://", "postgresql://", url)


async def prepare(database_url: str, *, invented: bool = False) -> None:
    """Lay the schema in an empty database, or migrate an older one. invented: mark a newly laid one as holding invented people only.

    Raises NewerDatabase, DatabaseAway. Locks: an advisory lock, so that several processes may call this at once.
    """
    try:
        conn = await asyncpg.connect(driver_url(database_url), timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise DatabaseAway from error
    try:
        await conn.execute("select pg_advisory_lock($1)", _LOCK)
        if await conn.fetchval("select to_regclass('deployment')") is None:
            async with conn.transaction():
                await conn.execute(schema_sql())
                await conn.execute(
                    "update deployment set schema_version = $1, invented = $2", newest(), invented
                )
        await _migrate(conn)
    finally:
        await conn.close()


async def _migrate(conn: asyncpg.Connection) -> None:
    theirs = await conn.fetchval("select schema_version from deployment")
    if theirs > newest():
        raise NewerDatabase(theirs=theirs, ours=newest())
    for number, sql in migrations().items():
        if number > theirs:
            async with conn.transaction():
                await conn.execute(sql)
                await conn.execute("update deployment set schema_version = $1", number)
