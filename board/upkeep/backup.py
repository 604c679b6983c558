"""Write the whole database into one file, while the board goes on."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import click

from board.settings import Settings
from board.store.migrate import driver_url
from board.upkeep.file_seal import put_seal
from board.upkeep.programs import address, first_complaint, program
from board.upkeep.refusals import BackupFailed, CannotWrite, FileTaken, NothingLaid

# What a stolen or restored backup must not open, and what counts only here and now. Without heads a restore that is not brought to its
# end, with a new epoch, serves nobody.
LEFT_OUT = ("sessions", "pairings", "sign_in_attempts", "heads")
_HEADS = "select h.key, d.seq, encode(d.hash, 'hex') as hash from heads d join hubs h using (hub_id) order by h.hub_id"


def run(settings: Settings, file: Path) -> None:
    """Write FILE and print the anchors it holds."""
    anchors = asyncio.run(back_up(settings, file))
    click.echo(f"Backed up into {file}. It holds personal data: keep it as you keep the board.")
    for key, anchor in anchors.items():
        click.echo(f"  {key} up to {anchor}")


async def back_up(settings: Settings, file: Path) -> dict[str, str]:
    """Write the database as it is at this moment into a new file, whole or not at all, readable by its owner alone.

    Returns the anchor SEQ:HASH of each chain as it lies in the file. Raises NothingLaid, FileTaken, CannotWrite, BackupFailed,
    NoProgram.
    """
    url = str(settings.database_url)
    conn = await asyncpg.connect(driver_url(url), timeout=10)
    try:
        # The anchors and the file show one moment: pg_dump reads with this transaction's eyes.
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            try:
                heads = await conn.fetch(_HEADS)
            except asyncpg.UndefinedTableError:
                raise NothingLaid from None
            snapshot = await conn.fetchval("select pg_export_snapshot()")
            dump = program(settings, "pg_dump", conn.get_server_version().major)
            await asyncio.to_thread(_write, dump, url, snapshot, file)
    finally:
        await conn.close()
    return {row["key"]: f"{row['seq']}:{row['hash']}" for row in heads}


def _write(dump: Path, url: str, snapshot: str, file: Path) -> None:
    database, environment = address(url)
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    command: list[str | Path] = [dump, "--format=custom", "--no-password", f"--snapshot={snapshot}"]
    with _new_file(file) as draft:
        command += [*left_out, f"--file={draft}", f"--dbname={database}"]
        done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise BackupFailed(problem=first_complaint(done.stderr))
        put_seal(draft)


@contextmanager
def _new_file(file: Path) -> Iterator[Path]:
    """A file under another name until it is whole and on the disk; gone when anything fails. Never replaces one that is there."""
    if file.exists():
        raise FileTaken(file=file)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        yield draft
        _sync(draft)
        os.link(draft, file)  # fails, instead of replacing, when somebody was first
        _sync(file.parent)
    except FileExistsError:
        raise FileTaken(file=file) from None
    except OSError as error:
        raise CannotWrite(file=file, problem=error.strerror) from error
    finally:
        draft.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
