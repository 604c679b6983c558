"""Put a backup into an empty database; a new epoch begins, nobody is signed in, and the chains are verified."""

from __future__ import annotations

import asyncio
import re
import subprocess
from datetime import UTC, datetime
from importlib.resources.abc import Traversable
from pathlib import Path

import asyncpg
import click

from board.commands.restores import record_restore
from board.domain.refusals import NewerDatabase
from board.queries.chains import chains
from board.settings import Settings
from board.store.engine import Database
from board.store.migrate import Connection, driver_url, migrate, newest
from board.upkeep.file_seal import seal_holds
from board.upkeep.programs import address, first_complaint, program
from board.upkeep.refusals import InUse, NotABackup, NotEmpty, RestoreFailed
from board.upkeep.verify import Verdict, verify

_OTHERS = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null"
_THINGS = (
    "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' and c.relkind in ('r', 'p', 'v', 'm', 'f')"
)
_DROPS = (
    "select 'drop table ' || oid::regclass || ' cascade' from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' "
    "union all select 'drop function ' || oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace "
    "union all select 'drop type ' || oid::regtype from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e'"
)
_LAID = "select to_regclass('public.deployment') is not null"
_HALF = "select exists (select from hubs) and not exists (select from heads where hub_id = 0)"
_USED = "select exists (select from hubs where hub_id <> 0) or exists (select from people) or exists (select from events)"


def run(settings: Settings, file: Path) -> None:
    """Restore FILE and say what was found. Leaves with 1 when a chain is broken."""
    verdicts = asyncio.run(restore(settings, file, now=datetime.now(UTC)))
    click.echo("\n".join(v.sentence for v in verdicts))
    if any(v.broken for v in verdicts):
        click.echo(
            "The backup was restored as it was, and it is not whole: read docs/upkeep.md before anybody works on it."
        )
        raise SystemExit(1)
    click.echo("Restored. Everybody signs in again; walls and tokens work as they did.")


async def restore(
    settings: Settings, file: Path, *, now: datetime, folder: Traversable | None = None
) -> list[Verdict]:
    """Fill an empty database from a backup, or end a restore that was cut short; returns what verify says.

    folder: the migrations an older backup is brought forward by; the board's own when not given.
    Raises NotEmpty, InUse, NotABackup, NewerDatabase, RestoreFailed, NoProgram: in each case the database holds nothing new.
    """
    url = str(settings.database_url)
    conn = await asyncpg.connect(driver_url(url), timeout=10)
    try:
        if not await _half_restored(conn):
            tool = program(settings, "pg_restore", conn.get_server_version().major)
            _must_know(await asyncio.to_thread(_schema_version, tool, file), newest(folder))
            await _make_room(conn)
            await asyncio.to_thread(_fill, tool, url, file)
        await migrate(conn, folder)
    finally:
        await conn.close()
    return await _begin_epoch(url, now)


async def _begin_epoch(url: str, now: datetime) -> list[Verdict]:
    db = Database(url, pool_size=2)
    try:
        async with db.connection() as conn:
            found = await chains(conn)
        # The house last: without its head no process starts, so that a restore cut short here is known for one.
        for chain in reversed(found):
            async with db.transaction() as tx:
                await record_restore(tx, chain.hub_id, now=now)
        return await verify(db)
    finally:
        await db.close()


async def _half_restored(conn: Connection) -> bool:
    return bool(await conn.fetchval(_LAID) and await conn.fetchval(_HALF))


async def _make_room(conn: Connection) -> None:
    """Refuse a database that is used or holds anything; take away a schema that was laid and never used. Raises InUse, NotEmpty."""
    others = await conn.fetchval(_OTHERS)
    if others:
        raise InUse(others=others)
    if not await conn.fetchval(_THINGS):
        return
    if not await conn.fetchval(_LAID) or await conn.fetchval(_USED):
        raise NotEmpty
    async with conn.transaction():
        for row in await conn.fetch(_DROPS):
            await conn.execute(row[0])


def _schema_version(tool: Path, file: Path) -> int:
    """Which schema the backup has: the one row of deployment, read out of a file that is whole. Raises NotABackup."""
    if not seal_holds(file):
        raise NotABackup(file=file)
    command: list[str | Path] = [tool, "--data-only", "--schema=public", "--table=deployment", "--file=-"]
    done = subprocess.run([*command, file], capture_output=True, check=False)
    copied = re.search(rb"^COPY public\.deployment \((.*)\) FROM stdin;\n(.*)\n", done.stdout, re.MULTILINE)
    if done.returncode or not copied:
        raise NotABackup(file=file)
    row = dict(zip(copied[1].decode().split(", "), copied[2].decode().split("\t"), strict=True))
    return int(row["schema_version"])


def _must_know(theirs: int, ours: int) -> None:
    if theirs > ours:
        raise NewerDatabase(theirs=theirs, ours=ours)


def _fill(tool: Path, url: str, file: Path) -> None:
    """All of the backup or nothing of it. Rights are not the backup's: `board roles` grants them again."""
    database, environment = address(url)
    command: list[str | Path] = [
        tool,
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
    ]
    command += ["--no-password", f"--dbname={database}", file]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise RestoreFailed(problem=first_complaint(done.stderr))
