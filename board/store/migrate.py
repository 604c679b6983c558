"""Bring a database to the schema this version knows: laid whole when empty, else migration by migration."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg

from board.domain.refusals import DatabaseAway, HalfRestored, MayNotPrepare, NewerDatabase
from board.store.family_keys import fill_keys
from board.store.turns import Turn

Connection: TypeAlias = "asyncpg.Connection[Any]"


def schema_sql() -> str:
    """schema.sql: inside the package when installed, beside it in a checkout."""
    package = Path(str(resources.files("board")))
    inside = package / "schema.sql"
    return (inside if inside.exists() else package.parent / "schema.sql").read_text(encoding="utf-8")


def migrations(folder: Traversable | None = None) -> dict[int, str]:
    """SQL by number: 0001 is schema.sql frozen at the first tag, each later one brings a database one step further.

    folder: where they lie; the board's own when not given.
    """
    found: dict[int, str] = {}
    for item in (folder or resources.files("board") / "migrations").iterdir():
        match = re.fullmatch(r"(\d{4})_[a-z0-9_]+\.sql", item.name)
        if match:
            found[int(match[1])] = item.read_text(encoding="utf-8")
    return dict(sorted(found.items()))


def newest(folder: Traversable | None = None) -> int:
    """The schema version this code knows."""
    return max(migrations(folder), default=1)


def driver_url(url: str) -> str:
    """The address as asyncpg itself takes it."""
    return re.sub(r"^(postgresql\+asyncpg|postgres)://", "postgresql://", url)


async def prepare(database_url: str, *, invented: bool = False, folder: Traversable | None = None) -> None:
    """Lay the schema in an empty database, or migrate an older one. invented: mark a newly laid one as holding invented people only.

    Raises NewerDatabase, HalfRestored, MayNotPrepare, DatabaseAway. Locks: an advisory lock, so that several processes may call this
    at once.
    """
    try:
        conn = await asyncpg.connect(driver_url(database_url), timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise DatabaseAway from error
    try:
        await conn.execute("select pg_advisory_lock($1)", int(Turn.PREPARING))
        await _lay(conn, folder, invented=invented)
        await migrate(conn, folder)
        # A backup brings no heads, and the end of a restore gives the house its own last of all.
        if not await conn.fetchval("select exists (select from heads where hub_id = 0)"):
            raise HalfRestored
    except asyncpg.InsufficientPrivilegeError as error:
        raise MayNotPrepare from error
    finally:
        await conn.close()


async def migrate(conn: Connection, folder: Traversable | None = None) -> None:
    """Bring an older database forward, and fill what no SQL can make. Each step is a transaction of its own. Raises NewerDatabase."""
    theirs, ours = await conn.fetchval("select schema_version from deployment"), newest(folder)
    if theirs > ours:
        raise NewerDatabase(theirs=theirs, ours=ours)
    for number, sql in migrations(folder).items():
        if number > theirs:
            async with conn.transaction():
                await conn.execute(sql)
                await conn.execute("update deployment set schema_version = $1", number)
    if folder is None:
        await fill_keys(conn)


async def _lay(conn: Connection, folder: Traversable | None, *, invented: bool) -> None:
    if await conn.fetchval("select to_regclass('deployment')") is None:
        async with conn.transaction():
            await conn.execute(schema_sql())
            await conn.execute(
                "update deployment set schema_version = $1, invented = $2", newest(folder), invented
            )
