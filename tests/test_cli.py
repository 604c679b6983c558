"""The `board` command: what it prints is what a person or a script needs, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import asyncpg
import click

from board.cli.root import board as commands
from board.commands.people import add_person
from board.commands.seats import give_seat
from board.domain.permissions import Role
from board.store.engine import Database


def board(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "board.cli", *words],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def one(url: str, query: str) -> object:
    conn = await asyncpg.connect(url)
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()


async def test_token_add_prints_the_token_alone(hub_url: str) -> None:
    said = board(
        hub_url, "token", "add", "--hub", "northborough", "--role", "admin", "--name", "nightly list"
    )

    assert (said.returncode, said.stderr) == (0, "")
    assert re.fullmatch(r"\S{30,}\n", said.stdout)
    assert await one(hub_url, "select count(*) from tokens") == 1


async def test_same_name_is_the_same_service_person(hub_url: str) -> None:
    for name in ("nightly list", "nightly list", "school system"):
        board(hub_url, "token", "add", "--hub", "northborough", "--role", "admin", "--name", name)

    assert await one(hub_url, "select count(*) from people where service") == 2


async def add_colleague(database: Database, role: Role, name: str) -> None:
    """Somebody with a seat that a manager gave and they took."""
    now, email = datetime.now(UTC), f"{name}@northborough.example"
    async with database.transaction() as tx:
        person_id = (await add_person(tx, name, email, password_hash=None, now=now)).person_id
    async with database.transaction() as tx:
        await give_seat(tx, 1, person_id, "childrens_social_care", role, now=now)


def add_first(url: str, role: str, name: str) -> subprocess.CompletedProcess[str]:
    """One of the first two managers."""
    who = ["--role", role, "--name", name, "--email", f"{name}@northborough.example"]
    return board(url, "person", "add", "--hub", "northborough", *who)


async def test_person_add_hands_over_a_first_password_once(hub_url: str) -> None:
    await one(hub_url, "update agencies set mail_domains = '{northborough.example}'")
    first, second = add_first(hub_url, "service_manager", "ines"), add_first(hub_url, "manager", "ines")

    assert "First password" in first.stdout
    assert (second.returncode, second.stdout) == (
        0,
        "This address signs in already; the person is asked when they sign in.\n",
    )
    assert await one(hub_url, "select count(*) from people where not service") == 1
    assert await one(hub_url, "select count(*) from seats") == 1
    assert await one(hub_url, "select count(*) from seat_grants where accepted_at is null") == 1


async def test_person_add_adds_no_social_worker(hub_url: str) -> None:
    worker = add_first(hub_url, "social_worker", "ben")

    assert (worker.returncode, worker.stdout) == (1, "")
    assert "This command adds the first two managers of a hub." in worker.stderr
    assert await one(hub_url, "select count(*) from people") == 0


async def test_a_manager_ends_a_seat_by_its_number(hub_url: str, database: Database) -> None:
    add_first(hub_url, "service_manager", "ana")
    await add_colleague(database, Role.SOCIAL_WORKER, "ben")
    listed = board(hub_url, "seat", "list", "--hub", "northborough").stdout.splitlines()
    numbers = {line.split()[1]: line.split()[0] for line in listed}
    end = ["seat", "end", "--hub", "northborough", "--as", "ana@northborough.example"]
    ended = board(hub_url, *end, numbers["ben"])
    assert (ended.returncode, ended.stdout[:18]) == (0, "The seat is ended.")
    own = board(hub_url, *end, numbers["ana"])
    assert (own.returncode, own.stdout) == (1, "")
    assert "You cannot end your own seat" in own.stderr
    assert "ben" not in board(hub_url, "seat", "list", "--hub", "northborough").stdout


async def test_a_home_hub_is_handed_on_to_a_hub_of_the_person_and_no_other(
    hub_url: str, database: Database
) -> None:
    add_first(hub_url, "service_manager", "mina")
    await add_colleague(database, Role.POLICE, "pat")
    words = [
        "--hub",
        "northborough",
        "--email",
        "pat@northborough.example",
        "--as",
        "mina@northborough.example",
    ]
    same = board(hub_url, "person", "hand-on", *words, "--to", "northborough")
    assert (same.returncode, same.stdout) == (0, "It is their home hub already.\n")
    wrong = board(hub_url, "person", "hand-on", *words, "--to", "southmere")
    assert wrong.returncode == 1 and "Choose a hub in which this person has a seat." in wrong.stderr


async def test_one_member_of_staff_enters_a_number_and_another_confirms_it(
    hub_url: str, database: Database
) -> None:
    add_first(hub_url, "service_manager", "ana")
    await add_colleague(database, Role.ADMIN, "bo")
    ana, bo = (["--hub", "northborough", "--as", f"{name}@northborough.example"] for name in ("ana", "bo"))
    add = ["directory", "add", "--agency", "police", "--name", "Switchboard", "--address", "01632 960001"]
    added = board(hub_url, *add, *bo)
    assert (added.returncode, added.stdout) == (0, "Added; a colleague must confirm it. Its number is 1.\n")
    own = board(hub_url, "directory", "confirm", "1", "--how", "letter", *bo)
    assert own.returncode == 1 and "A colleague must confirm it." in own.stderr
    assert "Confirmed." in board(hub_url, "directory", "confirm", "1", "--how", "letter", *ana).stdout
    listed = board(hub_url, "directory", "list", *ana).stdout
    assert listed == "1  Police  01632 960001  Switchboard  confirmed\n"


def test_unknown_hub_is_told_with_the_ones_there_are(hub_url: str) -> None:
    said = board(hub_url, "token", "add", "--hub", "southborough", "--role", "admin", "--name", "list")

    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr == "Error: There is no hub southborough here. Hubs: northborough.\n"


def test_unknown_agency_is_told_with_the_ones_there_are(hub_url: str) -> None:
    words = [
        "token",
        "add",
        "--hub",
        "northborough",
        "--role",
        "admin",
        "--name",
        "list",
        "--agency",
        "circus",
    ]

    assert "childrens_social_care, police" in board(hub_url, *words).stderr


def test_no_wall_is_said_in_words(hub_url: str) -> None:
    assert board(hub_url, "screen", "list", "--hub", "northborough").stdout == "No wall is enrolled.\n"


def test_no_command_takes_a_number_larger_than_the_database_keeps() -> None:
    def unbounded(group: click.Group) -> set[str]:
        found: set[str] = set()
        for command in group.commands.values():
            if isinstance(command, click.Group):
                found |= unbounded(command)
            found |= {str(one.name) for one in command.params if one.type is click.INT}
        return found

    assert unbounded(commands) == {"seed", "smtp_port", "page_port", "supervisor"}, (
        "board/cli/root.py has NUMBER"
    )
