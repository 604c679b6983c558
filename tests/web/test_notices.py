"""All the messages of a line seen by one form: each by its number, one's own alone, or none of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from board.commands.deliveries import queue
from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.served import Board, served

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def told(board: Board, who: Actor, number: int = 3) -> None:
    """So many messages that say the same."""
    for _ in range(number):
        await board.contact("amber")
    async with board.db.transaction() as tx:
        for contact_id in (await tx.conn.execute(text("select contact_id from contacts"))).scalars().all():
            await queue(tx, who.hub_id, "allocated", [who.person_id], contact_id, now=make.NOW)


async def waiting(board: Board, who: Actor) -> int:
    async with board.db.connection() as conn:
        query = (
            "select count(*) from deliveries where person_id = :p and channel = 'page' and state = 'queued'"
        )
        return int((await conn.execute(text(query), {"p": who.person_id})).scalar_one())


async def test_all_of_a_line_are_seen_at_once_and_twice_is_silence(board: Board) -> None:
    who = await make.person(board.db, board.hub, Role.MANAGER)
    await told(board, who)
    desk = await board.desk_of(who)
    page = (await desk.get("/desk")).text
    assert "3 ×" in page and 'For your eyes <span class="count">3</span>' in page
    found = re.search(r'name="deliveries" value="([^"]+)"', page)
    assert found
    for _ in range(2):
        answer = await desk.post("/notices/acknowledge", data={"deliveries": found[1]})
        assert answer.status_code == 303
    assert await waiting(board, who) == 0
    assert "notice-allocated" not in (await desk.get("/desk")).text


@pytest.mark.parametrize("besides", [NOBODYS, "1", "x" * 36])
async def test_one_number_that_is_not_theirs_changes_nothing(board: Board, besides: str) -> None:
    who, other = (
        await make.person(board.db, board.hub, Role.MANAGER),
        await make.person(board.db, board.hub, Role.MANAGER),
    )
    await told(board, who, 2)
    page = (await (await board.desk_of(who)).get("/desk")).text
    found = re.search(r'name="deliveries" value="([^"]+)"', page)
    assert found
    mine = await (await board.desk_of(who)).post(
        "/notices/acknowledge", data={"deliveries": f"{found[1]} {besides}"}
    )
    theirs = await (await board.desk_of(other)).post("/notices/acknowledge", data={"deliveries": found[1]})
    assert (mine.status_code, theirs.status_code) == (404, 404)
    assert await waiting(board, who) == 2
