"""How a hub works: read in sentences by everybody, changed by the service manager after a look, named by its path where it is wrong."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.policy_changes import form_values
from board.store.engine import Database
from tests.served import Board, Desk, served

DEFAULT = Policy.default().to_document()
FORM = form_values(DEFAULT)


async def versions(db: Database) -> int:
    async with db.connection() as conn:
        return int((await conn.execute(text("select count(*) from policies"))).scalar_one())


async def desk(board: Board) -> Desk:
    return await board.desk_of(board.manager)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the check page, as its button sends them."""
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


async def test_a_change_is_shown_before_it_counts_and_counts_when_it_is_put_in_force(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        manager = await desk(board)
        checked = await manager.post("/policy/check", FORM | {"screening_limit.number": "20"})
        assert checked.status_code == 200 and "20 minutes" in checked.text and await versions(database) == 1
        done = await manager.post("/policy", hidden(checked.text))
        assert done.status_code == 303 and await versions(database) == 2
        assert "within 20 minutes" in (await manager.get("/policy")).text
        assert "within 20 minutes" in (await manager.get("/help")).text


async def test_a_change_for_later_stands_among_the_versions_and_not_in_the_sentences(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        manager = await desk(board)
        typed = FORM | {"screening_limit.number": "20", "from_on": "2027-02-01", "from_time": "08:45"}
        checked = await manager.post("/policy/check", typed)
        assert "Let it begin then" in checked.text
        await manager.post("/policy", hidden(checked.text))
        page = (await manager.get("/policy")).text
        assert "to begin" in page and "within 30 minutes" in page
        again = await manager.post("/policy/check", FORM | {"wall.rows": "4"})
        assert "will never begin" in again.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"levels[0].claim_limit.number": "ten"},
            "Levels: Red, claim limit, number: a whole number is needed.",
        ),
        ({"hours.monday.opens": "quarter to"}, "Hours, monday, opens: a time such as 08:45 is needed."),
        ({"closure_days": "29 December"}, "Closure days, entry 1: a date such as 2026-12-24 is needed."),
        ({"wall.tiles": "90"}, "from 1 to 40 tiles"),
        ({"from_on": "2020-01-01"}, "This moment has passed."),
        ({"from_on": "soon"}, "Write the day as 2026-12-24"),
        ({}, "Nothing differs from how the hub works now"),
    ],
)
async def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    database: Database, tmp_path: Path, typed: dict[str, str], sentence: str
) -> None:
    async with served(database, tmp_path) as board:
        manager = await desk(board)
        refused = await manager.post(
            "/policy/check", FORM | {"session_hours": "11" if typed else "12"} | typed
        )
        assert refused.status_code == 422
        assert sentence in html.unescape(refused.text) and await versions(database) == 1
        for value in typed.values():
            assert value in html.unescape(refused.text)


async def test_every_wrong_path_of_a_document_is_named_at_once(database: Database, tmp_path: Path) -> None:
    document = json.loads(json.dumps(DEFAULT))
    document["levels"][1]["claim_limit"]["unit"] = "weeks"
    document["surprise"] = 1
    del document["session_hours"]
    async with served(database, tmp_path) as board:
        manager = await desk(board)
        refused = await manager.post("/policy/check", {"document": json.dumps(document)})
        said = html.unescape(refused.text)
        for where in (
            "Levels: Amber, claim limit, unit",
            "Surprise: there is no such setting",
            "Session hours: this setting is missing",
        ):
            assert where in said
        broken = await manager.post("/policy/check", {"document": "{"})
        assert broken.status_code == 422 and "This is not a document" in broken.text


async def test_the_document_that_is_downloaded_can_be_sent_back_as_a_file(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        manager = await desk(board)
        document = (await manager.get("/policy.json")).json()
        assert Policy.from_document(document) == Policy.default()
        document["idle_lock_minutes"] = 10
        file = {"file": ("policy.json", json.dumps(document).encode(), "application/json")}
        checked = await manager.post("/policy/check", {}, files=file)
        assert checked.status_code == 200 and "Idle lock minutes" in checked.text


async def test_a_change_made_meanwhile_is_not_lost(database: Database, tmp_path: Path) -> None:
    async with served(database, tmp_path) as board:
        manager, other = await desk(board), await desk(board)
        mine = await manager.post("/policy/check", FORM | {"wall.rows": "4"})
        theirs = await other.post("/policy/check", FORM | {"wall.rows": "3"})
        await other.post("/policy", hidden(theirs.text))
        refused = await manager.post("/policy", hidden(mine.text))
        assert refused.status_code == 409 and "while you had this open" in refused.text
        assert await versions(database) == 2


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SOCIAL_WORKER, Role.POLICE, Role.EDT])
async def test_others_read_it_and_cannot_change_it(database: Database, tmp_path: Path, role: Role) -> None:
    async with served(database, tmp_path) as board:
        them = await board.desk(role)
        page = await them.get("/policy")
        assert page.status_code == 200 and "Change it" not in page.text
        assert (await them.get("/policy/amend")).status_code == 403
        refused = await them.post(
            "/policy", {"document": json.dumps(DEFAULT | {"session_hours": 9}), "newest": "1"}
        )
        assert refused.status_code == 403 and await versions(database) == 1


async def test_the_help_says_what_each_colour_clock_and_word_means_here(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        page = html.unescape((await (await board.desk(Role.POLICE)).get("/help")).text)
        policy = Policy.default()
        assert all(level.label in page and level.meaning in page for level in policy.levels)
        for words in (
            "Not yet rated",
            "statutory, by",
            "Why here",
            "Monday to Thursday: open from 08:45",
            "Somebody claimed it.",
        ):
            assert words in page
