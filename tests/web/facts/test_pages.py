"""The page that records facts of one person, from what is typed to what an open contact shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.contacts import NewAdult, NewChild
from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, Desk, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def page(desk: Desk, path: str) -> str:
    return " ".join(unescape((await desk.get(path)).text).split())


async def numbers(board: Board, one: str, table: str) -> list[int]:
    async with board.db.connection() as conn:
        rows = await conn.execute(text(f"select {one}_id from {table} order by {one}_id"))
        return list(rows.scalars())


async def test_facts_are_typed_refused_with_what_was_typed_and_shown(board: Board) -> None:
    asha, admin = await board.desk(name="Asha Verma"), await board.desk(Role.ADMIN, name="Mo Adler")
    children = (NewChild(given_name="Dee", ethnicity="W1"), NewChild(given_name="Eli"))
    adults = (NewAdult("parent", given_name="Ada"),)
    ref = await board.contact("amber", source_reference="PPN-F", adults=adults, children=children)
    here = f"/contacts/{ref}"
    (dee, eli), (ada,) = await numbers(board, "child", "children"), await numbers(board, "adult", "adults")
    assert f'/facts/child-{dee}">Record facts' in await page(asha, here)
    form = await page(asha, f"{here}/facts/child-{dee}")
    assert (
        'Now: <span class="private">White British</span>, in the words “<span class="private">W1</span>”'
        in form
    )
    assert "Relationship" not in form and "Not asked yet." in form
    typed = {
        "school-number": "12345",
        "school-words": "Hazel <Road> Primary",
        "disability-answer": ["AUT", "LD"],
        "sex-answer": "refused",
        "gp-words": "Dr\x07Lee",
    }
    refused = await asha.post(f"{here}/facts/child-{dee}", typed)
    again = unescape(refused.text)
    assert refused.status_code == 422 and "Hazel <Road> Primary" in again and "gp" in again
    refused = await asha.post(f"{here}/facts/child-{dee}", typed | {"gp-words": ""})
    again = unescape(refused.text)
    assert refused.status_code == 422 and "six digits of the school's URN" in again
    assert "name and role of the person who said so" in again and "Hazel <Road> Primary" in again
    assert 'value="AUT" checked' in again and '<option value="refused" selected>' in again
    typed |= {"gp-words": "", "school-number": "123456", "said_by": "Jo Okafor, school nurse"}
    future = typed | {"said_on": "2099-01-01", "said_time": "10:00"}
    refused = await asha.post(f"{here}/facts/child-{dee}", future)
    assert refused.status_code == 422
    assert (await asha.post(f"{here}/facts/child-{dee}", typed)).status_code == 303
    mother = {
        f"relationship-{dee}-answer": "mother",
        f"relationship-{eli}-answer": "mother",
        "said_by": "Ada",
    }
    assert (await asha.post(f"{here}/facts/adult-{ada}", mother)).status_code == 303
    read = await page(asha, here)
    for words in (
        "URN 123456",
        "Hazel <Road> Primary",
        "Refused to say",
        "Autism or Asperger syndrome, Learning",
        "Mother: child 1, 2",
        "Jo Okafor, school nurse",
        "Asha Verma recorded of child 1: school, disability and sex.",
        "Not asked: First language, Interpreter, GP",
    ):
        assert words in read, words
    seen = await page(admin, here)
    assert "URN 123456" not in seen and "Mother" not in seen and "Not asked" not in seen
    assert (await admin.get(f"{here}/facts/child-{dee}")).status_code == 403
    for whom in (f"adult-{2**40}", "child-x", "dog-1", f"child-{10**30}"):
        assert (await asha.get(f"{here}/facts/{whom}")).status_code == 404, whom
        assert (await asha.post(f"{here}/facts/{whom}", mother)).status_code == 404, whom
