"""The `board` command: what it prints is what a person or a script needs, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import asyncpg
import pytest


def board(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "board.cli", *words],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
async def hub_url(database_url: str) -> str:
    """A database with the hub northborough and two agencies."""
    conn = await asyncpg.connect(database_url)
    await conn.execute("insert into hubs (hub_id, key, name) values (1, 'northborough', 'Northborough MASH')")
    await conn.execute("insert into heads (hub_id) values (1)")
    await conn.execute(
        "insert into agencies (hub_id, key, name) values "
        "(1, 'childrens_social_care', 'Children''s social care'), (1, 'police', 'Police')"
    )
    await conn.close()
    return database_url


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


async def test_person_add_hands_over_a_first_password_once(hub_url: str) -> None:
    words = ["person", "add", "--hub", "northborough", "--role", "social_worker", "--name", "Ines Invented"]
    words += ["--email", "ines@northborough.example"]

    first, second = board(hub_url, *words), board(hub_url, *words[:5], "manager", *words[6:])

    assert "First password" in first.stdout
    assert "the seat was added" in second.stdout
    assert await one(hub_url, "select count(*) from people where not service") == 1
    assert await one(hub_url, "select count(*) from seats") == 2


async def test_a_manager_ends_a_seat_by_its_number(hub_url: str) -> None:
    for role, name in (("manager", "ana"), ("social_worker", "ben")):
        words = [
            "--hub",
            "northborough",
            "--role",
            role,
            "--name",
            name,
            "--email",
            f"{name}@northborough.example",
        ]
        board(hub_url, "person", "add", *words)
    listed = board(hub_url, "seat", "list", "--hub", "northborough").stdout.splitlines()
    numbers = {line.split()[1]: line.split()[0] for line in listed}
    end = ["seat", "end", "--hub", "northborough", "--as", "ana@northborough.example"]
    ended = board(hub_url, *end, numbers["ben"])
    assert (ended.returncode, ended.stdout[:18]) == (0, "The seat is ended.")
    own = board(hub_url, *end, numbers["ana"])
    assert (own.returncode, own.stdout) == (1, "")
    assert "You cannot end your own seat" in own.stderr
    assert "ben" not in board(hub_url, "seat", "list", "--hub", "northborough").stdout


async def test_a_home_hub_is_handed_on_to_a_hub_of_the_person_and_no_other(hub_url: str) -> None:
    for role, name in (("manager", "mina"), ("police", "pat")):
        who = ["--role", role, "--name", name, "--email", f"{name}@northborough.example"]
        board(hub_url, "person", "add", "--hub", "northborough", *who)
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


def test_database_that_is_away_is_one_sentence_without_a_traceback() -> None:
    said = board("postgresql://board@/board?host=/nowhere", "screen", "list", "--hub", "northborough")

    assert said.returncode == 1
    assert "cannot reach its database" in said.stderr
    assert "Traceback" not in said.stderr


def test_wrong_setting_is_one_sentence() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "board.cli", "up"],
        env={**os.environ, "PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert said.stderr.startswith("PORT cannot be read.")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "command", ["up", "web", "worker", "rehearse", "import", "verify", "backup", "restore", "bench"]
)
def test_each_command_says_what_it_does(command: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "board.cli", command, "--help"], capture_output=True, text=True, check=False
    )

    assert said.returncode == 0
    assert f"{command} " in said.stdout


async def test_a_real_hub_is_opened_and_its_first_person_signs_in_to_it(database_url: str) -> None:
    opened = board(
        database_url, "hub", "open", "harbourside", "Harbourside MASH", "--domain", "police=police.example"
    )
    assert opened.returncode == 0 and "board person add --hub harbourside" in opened.stdout
    added = board(database_url, "person", "add", "--hub", "harbourside", "--role", "service_manager",
                  "--name", "Mina Holt", "--email", "mina.holt@harbourside.example")  # fmt: skip
    assert added.returncode == 0 and "First password" in added.stdout
    assert not await one(database_url, "select invented from deployment")
    assert await one(database_url, "select mail_domains from agencies where key = 'police'") == [
        "police.example"
    ]
    assert (
        await one(database_url, "select count(*) from policy_beginnings where clocks_kept_at is not null")
        == 1
    )
    more = board(database_url, "hub", "agency", "housing_trust", "Housing trust", "--hub", "harbourside")
    assert more.returncode == 0
    assert "housing_trust" in board(database_url, "hub", "list").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("open", "northborough", "Again"), "There is a hub with this key already"),
        (("open", "North Borough", "North"), "2 to 40 small letters"),
        (("open", "north", " "), "Write the name"),
        (("open", "north", "North", "--domain", "police@here"), "write AGENCY=DOMAIN"),
        (("agency", "police", "Police", "--hub", "northborough"), "agency with this key already"),
        (("agency", "fire", "Fire", "--hub", "nowhere"), "There is no hub nowhere here"),
    ],
)
async def test_a_hub_that_cannot_be_opened_says_why_in_one_line(
    hub_url: str, words: tuple[str, ...], sentence: str
) -> None:
    said = board(hub_url, "hub", *words)
    assert said.returncode != 0 and "Traceback" not in said.stderr
    assert sentence in " ".join(said.stderr.split())
