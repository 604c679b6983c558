"""Notes by the forms of a contact: what was typed comes back when it is refused, and the history tells what was saved."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from board.render import TEMPLATES
from board.store.engine import Database
from tests.served import Board, served

KEYS = TEMPLATES.parent / "static/keys.js"


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def test_notes_and_calls_are_written_read_in_the_history_and_taken_back(board: Board) -> None:
    asha = await board.desk(name="Asha Verma")
    ref = await board.contact("amber", source_reference="PPN-NOTES")
    here = f"/contacts/{ref}"
    typed = {
        "kind": "telephone",
        "spoken_to": "",
        "note": "He was at <school>.",
        "spoken_on": "",
        "spoken_time": "",
    }
    refused = await asha.post(f"{here}/notes", typed)
    assert refused.status_code == 422
    assert "He was at <school>." in unescape(refused.text) and "name and role" in refused.text
    saved = await asha.post(f"{here}/notes", typed | {"spoken_to": "Mrs Obi, head teacher"})
    assert saved.status_code == 303
    assert (await asha.post(f"{here}/attempt")).status_code == 303
    page = " ".join(unescape((await asha.get(here)).text).split())
    assert "Asha Verma wrote a note of a telephone call." in page
    assert 'Spoke to: <span class="private">Mrs Obi, head teacher: He was at <school>.</span>' in page
    assert "Asha Verma telephoned, and nobody answered." in page
    bad = await asha.post(f"{here}/take-back-note", {"seq": "none"})
    assert bad.status_code == 404


def test_each_key_is_explained_where_the_keys_are_listed() -> None:
    keys = set(re.findall(r'^  "?([a-z/?])"?: ', KEYS.read_text(), re.MULTILINE))
    listed = (TEMPLATES / "desk/shortcuts.html").read_text()
    told = {key for keys_of in re.findall(r'\("([^"]+)", "[^"]+"\)', listed) for key in keys_of.split(" or ")}
    assert {"t", "w", "c"} <= keys <= told


async def test_a_grading_is_typed_refused_with_what_was_typed_and_read(board: Board) -> None:
    asha = await board.desk(name="Asha Verma")
    ref = await board.contact("amber", source_reference="PPN-GRADED", grading="HIGH", grading_tool="DASH")
    here = f"/contacts/{ref}"
    typed = {"stage": "secondary", "grading": "medium", "tool": "DARA", "version": "<2>", "score": "nine"}
    typed |= {"graded_by": "DS <Obi>", "words": "", "graded_on": "", "graded_time": "", "reason": ""}
    for more, sentence in (({}, "whole number"), ({"score": "9"}, "lower than the grading before it, high")):
        refused = await asha.post(f"{here}/grading", typed | more)
        assert refused.status_code == 422 and sentence in refused.text
        assert 'value="DS &lt;Obi&gt;"' in refused.text and '<option value="DARA" selected>' in refused.text
    typed |= {"score": "9", "reason": "It was a toy.", "algorithm": "yes"}
    assert (await asha.post(f"{here}/grading", typed)).status_code == 303
    page = " ".join(unescape((await asha.get(here)).text).split())
    assert (
        "<dt>Secondary grading</dt><dd><b>Medium</b>, DARA <2>, score 9. <b>By an algorithm</b>: DS <Obi>"
        in page
    )
    assert "Asha Verma recorded a secondary grading: medium, by DARA." in page and "HIGH, DASH" not in page
