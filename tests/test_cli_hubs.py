"""The board command: it explains itself, opens hubs, and says what is wrong in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.test_cli import board, one


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
