"""A backup is whole or not there, replaces nothing, and is read by its owner alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from board.domain.permissions import Role
from board.settings import Settings
from board.store.engine import Database
from board.upkeep import programs
from board.upkeep.backup import back_up
from board.upkeep.programs import address, first_complaint, program
from board.upkeep.refusals import BackupFailed, CannotWrite, FileTaken, NoProgram, NothingLaid
from board.upkeep.verify import verify
from tests import make
from tests.upkeep.tampering import tamper


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    return Settings(data=data_folder, database_url=database_url)


def names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


async def test_a_backup_is_for_its_owner_alone_and_tells_the_anchors_it_holds(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    hub = await make.hub(database)
    await make.contact_waiting(database, await make.person(database, hub, Role.ADMIN))

    anchors = await back_up(settings, tmp_path / "board.backup")

    assert (tmp_path / "board.backup").stat().st_mode & 0o777 == 0o600
    assert anchors == {v.hub: v.anchor for v in await verify(database)}
    assert names(tmp_path) == ["board.backup"]


async def test_a_file_that_is_there_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "board.backup"
    file.write_text("yesterday's")

    with pytest.raises(FileTaken, match="is there already and was left alone"):
        await back_up(settings, file)

    assert file.read_text() == "yesterday's"


async def test_of_two_backups_into_one_file_one_wins_and_the_other_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    results = await asyncio.gather(
        *(back_up(settings, tmp_path / "board.backup") for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(r).__name__ for r in results) == ["FileTaken", "dict"]
    assert names(tmp_path) == ["board.backup"]


async def test_a_place_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        await back_up(settings, tmp_path / "nowhere" / "board.backup")


async def test_a_backup_that_fails_keeps_nothing(
    database_url: str, settings: Settings, tmp_path: Path
) -> None:
    await tamper(database_url, "create schema hidden", "create table hidden.ledger (line text)")

    with pytest.raises(BackupFailed, match="permission denied for schema hidden"):
        await back_up(settings, tmp_path / "board.backup")

    assert names(tmp_path) == []


async def test_a_database_without_a_board_is_told_so(
    settings: Settings, database_url: str, tmp_path: Path
) -> None:
    conn = await asyncpg.connect(database_url)
    await conn.execute("drop table heads")
    await conn.close()
    db = Database(database_url)

    with pytest.raises(NothingLaid, match="No board was ever laid"):
        await back_up(settings, tmp_path / "board.backup")
    with pytest.raises(NothingLaid):
        await verify(db)
    await db.close()


def test_the_password_is_on_no_command_line() -> None:
    told, environment = address("postgresql+asyncpg://board:s3cret@db.example:6543/board?sslmode=require")

    assert told == "postgresql://board@db.example:6543/board?sslmode=require"
    assert environment["PGPASSWORD"] == "s3cret"
    assert "s3cret" not in told


def test_a_complaint_says_no_row() -> None:
    said = (
        b"pg_restore: while PROCESSING TOC:\n"
        b'pg_restore: error: COPY failed for table "children": ERROR:  invalid input syntax for type date: "Nia"\n'
        b'CONTEXT:  COPY children, line 3, column born_on: "Nia"\n'
    )
    assert first_complaint(said) == 'COPY failed for table "children".'
    assert first_complaint(b"") == "it ended without saying why."


def test_the_program_of_the_servers_own_version_is_taken_or_the_next_newer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    for version in (16, 19):
        script = tmp_path / str(version) / "pg_dump"
        script.parent.mkdir()
        script.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.2'\n")
        script.chmod(0o755)
    taken = {}
    for on_path in (16, 19):
        monkeypatch.setenv("PATH", f"{tmp_path / str(on_path)}:/usr/bin:/bin")
        for major in (16, 18) if on_path == 16 else (16, 18, 19):
            taken[on_path, major] = programs.version(program(settings, "pg_dump", major))

    assert taken == {(16, 16): 16, (16, 18): 18, (19, 16): 18, (19, 18): 18, (19, 19): 19}
    with pytest.raises(NoProgram, match="pg_dump of PostgreSQL 20 or newer is needed"):
        program(settings, "pg_dump", 20)
