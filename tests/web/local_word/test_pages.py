"""The page of local words: for data officers, with what was typed when a word is refused, and with nothing of a family."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from board.domain.contacts import NewChild
from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, served

HERE = "/local-words"


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def test_a_word_is_mapped_ended_and_refused_with_what_was_typed(board: Board) -> None:
    dee, asha = await board.desk(Role.DATA_OFFICER, name="Dee Lim"), await board.desk(name="Asha Verma")
    assert (await asha.get(HERE)).status_code == 403
    assert "Every word has a code." in (await dee.get(HERE)).text
    child = NewChild(given_name="Ivo", family_name="Wren", ethnicity="<Romani>")
    ref = await board.contact("amber", source_reference="PPN-WORDS", children=(child,))
    page = (await dee.get(HERE)).text
    assert "&lt;romani&gt;" in page and ref not in page and "Wren" not in page and "PPN-WORDS" not in page
    typed = {"row": "ethnicity:<romani>", "word": "<romani>", "chosen": "", "number": "", "from_on": ""}
    typed |= {"reason": "As they write it."}
    for more, sentence in (
        ({}, "Choose what the word means."),
        ({"chosen": "ethnicity:XXXX"}, "Choose one of"),
        ({"chosen": "ethnicity:WROM", "from_on": "31.02.2026"}, "day"),
        ({"chosen": "ethnicity:WROM", "reason": ""}, "Say why"),
    ):
        refused = await dee.post(HERE, typed | more)
        assert refused.status_code == 422 and sentence in unescape(refused.text), more
    assert (await asha.post(HERE, typed | {"chosen": "ethnicity:WROM"})).status_code == 403
    assert (
        (await dee.post(HERE, typed | {"chosen": "ethnicity:WROM"}))
        .headers["location"]
        .endswith("done=mapped")
    )
    assert (
        (await dee.post(HERE, typed | {"chosen": "ethnicity:WROM"})).headers["location"].endswith("done=same")
    )
    page = unescape((await dee.get(HERE)).text)
    assert "Every word has a code." in page and "Gypsy or Roma (WROM)" in page and "Any day" in page
    number = page.partition('id="mapping-')[2].partition('"')[0]
    refused = await dee.post(f"{HERE}/{number}/end", {"reason": "", "until_on": "2027-01-31"})
    assert refused.status_code == 422 and 'value="2027-01-31"' in refused.text
    for nothing in ("999", "9" * 40):
        assert (await dee.post(f"{HERE}/{nothing}/end", {"reason": "x", "until_on": ""})).status_code == 404
    ended = await dee.post(f"{HERE}/{number}/end", {"reason": "A mistake.", "until_on": ""})
    assert ended.status_code == 303
    page = (await dee.get(HERE)).text
    assert "Ended by Dee Lim: A mistake." in page and "Every word has a code." not in page
