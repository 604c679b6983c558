"""Advice without a contact by its page and the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def test_advice_is_given_counted_and_becomes_a_contact(board: Board) -> None:
    asha = await board.desk(name="Asha Verma")
    system = await board.system(Role.MANAGER, "Case system")
    assert "Record advice without a contact" in (await asha.get("/contacts/new")).text
    refused = await asha.post("/advice", {"source": "school", "advice": ""})
    assert refused.status_code == 422 and 'value="school" selected' in refused.text
    assert (await asha.post("/advice", {"source": "school", "advice": "early_help"})).status_code == 303
    again = await system.post("/advice", json={"source": "school", "advice": "early_help"})
    assert (again.status_code, again.json()["changed"]) == (201, True)
    [count] = (await system.get("/advice")).json()["counts"]
    assert (count["advice"], count["today"], count["month"]) == ("Early help", 2, 2)
    page = unescape((await asha.get("/advice")).text)
    assert "Your advice today" in page and page.count("It becomes a contact") == 1
    became = await asha.post("/advice/1/contact")
    assert became.headers["location"].endswith("/contacts/new?source=school")
    assert '<option value="school" selected' in (await asha.client.get(became.headers["location"])).text
    [count] = (await system.get("/advice")).json()["counts"]
    assert count["today"] == 1
    assert (await asha.post("/advice/77/contact")).status_code == 404
    bad = await system.post("/advice", json={"source": "school", "advice": "early_help", "child": "Tom"})
    assert bad.status_code == 422
