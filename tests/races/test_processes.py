"""The same races through two web processes: what browsers and systems are told when many ask in one moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from board.upkeep.verify import verify
from tests.served import Board, Desk, now, served

CROWD = 40


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


async def crowd(board: Board, many: int = CROWD) -> list[Desk]:
    """People at desks, every other one at the other process."""
    return [await board.desk(name=f"Person {n}", web=n % 2) for n in range(many)]


async def test_forty_click_one_card_at_two_processes_and_everybody_is_told_the_same_name(
    board: Board,
) -> None:
    ref, desks = await board.contact(), await crowd(board)
    headers = {"Board-Page": "x", "Board-Since": "1.1.1"}
    replies = await asyncio.gather(*(desk.post(f"/contacts/{ref}/claim", headers=headers) for desk in desks))
    assert Counter(reply.status_code for reply in replies) == {200: 1, 409: CROWD - 1}
    (winner,) = [
        desk.actor.name for desk, reply in zip(desks, replies, strict=True) if reply.status_code == 200
    ]
    for reply in replies:
        if reply.status_code == 409:
            assert reply.json()["notice"]["sentence"].startswith(f"{winner} claimed {ref} at ")
    assert [one.broken for one in await verify(board.db) if one.broken] == []


async def test_forty_take_the_next_of_twenty_five_through_the_api_and_fifteen_are_told_nothing_waits(
    board: Board,
) -> None:
    refs = [await board.contact() for _ in range(25)]
    systems = [await board.system(Role.SOCIAL_WORKER, f"Person {n}", web=n % 2) for n in range(CROWD)]
    replies = await asyncio.gather(*(system.post("/take-next") for system in systems))
    assert sorted(reply.json()["ref"] for reply in replies if reply.status_code == 200) == sorted(refs)
    assert Counter(reply.json().get("title") for reply in replies) == {None: 25, "NothingWaiting": 15}
    assert [one.broken for one in await verify(board.db) if one.broken] == []


async def test_one_contact_posted_to_two_processes_at_once_is_there_once(board: Board) -> None:
    feeds = [await board.system(name=f"Feed {n}", web=n % 2) for n in range(8)]
    sent = {
        "source": "police", "source_reference": "PPN-7", "received_at": now().isoformat(), "concern": "neglect",
        "summary": "Left alone overnight.", "children": [{"given_name": "Nia", "family_name": "Marlow"}],
    }  # fmt: skip
    replies = await asyncio.gather(*(feed.post("/contacts", json=sent) for feed in feeds))
    assert Counter(reply.status_code for reply in replies) == {201: 1, 200: 7}
    said = [reply.json() for reply in replies if reply.status_code == 200]
    assert all("ref" not in one and one["changed"] is False for one in said), (
        "another sender is told no reference"
    )
    async with board.db.connection() as conn:
        assert (await conn.execute(text("select count(*) from contacts"))).scalar_one() == 1
