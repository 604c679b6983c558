"""Two contacts side by side: a person says the same incident, the same family or another family, and can take it back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from board.commands.contacts import receive
from board.store.engine import Database
from tests import make
from tests.served import Board, Desk, now, served

WHY = "The school and the police tell of one evening."


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def two(board: Board, desk: Desk) -> tuple[str, str]:
    """The police's contact and the school's later one of the same children."""
    new = replace(make.approach(), received_at=now() - timedelta(hours=2))
    school = replace(new, source="school", source_reference="S-1", summary="Seen at school.")
    refs = []
    for one in (new, replace(school, received_at=now() - timedelta(hours=1))):
        async with board.db.transaction() as tx:
            refs.append(str((await receive(tx, desk.actor, one, now=now())).ref))
    return refs[0], refs[1]


async def test_each_of_the_three_answers_is_kept_and_the_joining_is_undone(board: Board) -> None:
    desk = await board.desk()
    first, later = await two(board, desk)
    here = f"/contacts/{later}/compare/{first}"
    for value, said in (
        ("yes", "The same family"),
        ("no", "Another family"),
        ("incident", "The same incident"),
    ):
        assert (await desk.post(here, {"same": value, "reason": WHY})).status_code == 303
        assert f"<b>{said}, as somebody said.</b>" in (await desk.get(here)).text
    assert f"Joined to {first}" in unescape((await desk.get(here)).text)
    board_now = (await desk.get("/desk")).text
    assert f'data-ref="{first}"' in board_now and f'data-ref="{later}"' not in board_now
    assert f"Came as contact <b>{later}</b>" in (await desk.get(f"/contacts/{first}")).text
    undone = await desk.post(f"/contacts/{later}/undo")
    assert undone.status_code < 400, undone.text
    board_now = (await desk.get("/desk")).text
    assert f'data-ref="{first}"' in board_now and f'data-ref="{later}"' in board_now
    assert "Came as contact" not in (await desk.get(f"/contacts/{first}")).text
    # Another answer takes it back too, when the time for an undo is over.
    assert (await desk.post(here, {"same": "incident", "reason": WHY})).status_code == 303
    assert (await desk.post(here, {"same": "yes", "reason": "Two evenings."})).status_code == 303
    assert f'data-ref="{later}"' in (await desk.get("/desk")).text


async def test_a_refused_answer_changes_nothing_and_keeps_what_was_typed(board: Board) -> None:
    desk = await board.desk()
    first, later = await two(board, desk)
    here = f"/contacts/{first}/compare/{later}"
    for form, said in (
        ({"reason": "<One> evening."}, "the same incident, the same family, or another family"),
        (
            {"same": "maybe", "reason": "<One> evening."},
            "the same incident, the same family, or another family",
        ),
        ({"same": "incident", "reason": ""}, "There is a problem"),
    ):
        refused = await desk.post(here, form)
        assert refused.status_code == 422 and said in unescape(refused.text)
        assert not form["reason"] or "&lt;One&gt; evening." in refused.text
    assert (
        await desk.post(f"/contacts/{later}/rating", {"rag": "red", "reason": "A bruise."})
    ).status_code < 400
    refused = await desk.post(here, {"same": "incident", "reason": "<One> evening."})
    assert refused.status_code == 409 and "is red" in unescape(refused.text)
    assert "&lt;One&gt; evening." in refused.text and 'name="anyway"' in refused.text
    both = {"same": "incident", "reason": "<One> evening.", "anyway": "It is <known>."}
    refused = await desk.post(here, both)
    assert refused.status_code == 409 and 'name="raised"' in refused.text
    assert "&lt;One&gt; evening." in refused.text and "It is &lt;known&gt;." in refused.text
    assert re.search(r'<input[^>]*value="incident"[^>]* checked', refused.text)
    assert f'data-ref="{later}"' in (await desk.get("/desk")).text
    joined = await desk.post(here, both | {"raised": "yes"})
    assert joined.status_code == 303 and f'data-ref="{later}"' not in (await desk.get("/desk")).text
