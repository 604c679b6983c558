"""The visitors key, over real processes: every wall of the hub, whichever process it listens to, and not one reference after it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from board.commands.walls import ScreenCare, amend_screen, reload_screen
from board.domain.permissions import Role
from board.store.engine import Database
from tests.processes import Page, soon
from tests.served import Board, now, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


def stands(wall: Page) -> set[str]:
    return set(wall.regions[0].standing)


def frames(raw: list[str]) -> list[dict[str, Any]]:
    return [said for said in map(json.loads, raw) if "audience" in said]


async def test_every_wall_goes_to_counts_at_once_and_back_whoever_pressed_the_key(board: Board) -> None:
    refs = [await board.contact(colour) for colour in ("red", "amber", "green")]
    office = await board.desk(Role.ADMIN, "Lin Wu", web=1)
    walls = [await board.wall(web=n % 2, name=f"Room {n}") for n in range(4)]
    one, two, three, four = walls
    async with one.listening(), two.listening(), three.listening(), four.listening():
        assert all(refs[0] in wall.html for wall in walls)
        before = [len(wall.raw) for wall in walls]
        assert (await office.post("/visit")).status_code == 303
        await soon(lambda: all(stands(wall) == {"wall-counts"} for wall in walls))
        await board.contact("red")
        await soon(lambda: one.seq == two.seq == three.seq == four.seq)
        for wall, since in zip(walls, before, strict=True):
            said = json.dumps([frame["content"] for frame in frames(wall.raw[since:])])
            assert not [ref for ref in refs if ref in said]
            assert stands(wall) == {"wall-counts"}
        late = await board.wall(web=0, name="Late room")
        assert not [ref for ref in refs if ref in late.html], (
            "a wall that comes up meanwhile comes up in counts"
        )
        assert (await office.post("/visit/end")).status_code == 303
        await soon(lambda: all("wall-now" in stands(wall) for wall in walls))
        for wall in walls:
            assert wall.pictures() == (await wall.fresh()).pictures()


async def test_the_key_on_one_wall_hides_the_others_too(board: Board) -> None:
    await board.contact("red")
    pressed, other = await board.wall(web=0, name="Kitchen"), await board.wall(web=1, name="Duty room")
    desk = await (await board.desk(web=1)).page()
    async with other.listening(), desk.listening():
        async with httpx.AsyncClient(
            cookies=pressed.cookies, headers={"Origin": pressed.web.base}, verify=False
        ) as client:
            assert (await client.post(f"{pressed.web.base}/wall/visit")).status_code == 204
        await soon(lambda: stands(other) == {"wall-counts"})
        await soon(lambda: "said on the wall Kitchen" in desk.regions[0].standing["head-walls"].html)


async def test_a_wall_that_was_changed_or_told_to_loads_itself_anew_and_no_other_does(board: Board) -> None:
    await board.contact("red")
    kitchen, duty = await board.wall(web=0, name="Kitchen"), await board.wall(web=1, name="Duty room")
    async with kitchen.listening(), duty.listening():
        async with board.db.transaction() as tx:
            assert await amend_screen(tx, board.manager, 1, ScreenCare("Kitchen", "3 m"), now=now())
        await soon(lambda: {"reload": True} in kitchen.told and kitchen.closed == 4400)
        assert {"reload": True} not in duty.told
        async with board.db.transaction() as tx:
            await reload_screen(tx, board.manager, 2, now=now())
        await soon(lambda: {"reload": True} in duty.told)


async def test_a_wall_bound_elsewhere_while_it_listens_hears_nothing_more(board: Board) -> None:
    await board.contact("red")
    wall = await board.wall(name="Kitchen")
    async with wall.listening():
        async with board.db.transaction() as tx:
            typed = ScreenCare("Kitchen", networks="198.51.100.0/24")
            assert await amend_screen(tx, board.manager, 1, typed, now=now())
        await soon(lambda: wall.closed == 4400)
    async with httpx.AsyncClient(cookies=wall.cookies, verify=False) as client:
        assert (await client.get(f"{wall.web.base}/wall")).status_code == 403
    again = Page(wall.web, wall.cookies, "/wall", token=wall.token, regions=wall.regions)
    async with again.listening():
        await soon(lambda: again.closed is not None)
        assert {"reload": True} in again.told
        assert frames(again.raw) == [], "an old page's token brings no frame from elsewhere"
