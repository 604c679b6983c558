"""Contacts come by three ways, one of them restricted; and a wall is paired, shows what it may, and is withdrawn."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from board.domain.permissions import Role
from board.domain.working_time import LONDON
from board.settings import environment_with
from board.store.engine import Database
from tests.processes import Page, soon
from tests.served import Board, now, served

FAMILY = "Marlow"


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


async def by_the_api(board: Board, **more: object) -> str:
    feed = await board.system(Role.FEED, f"Feed {len(more)}")
    sent = {
        "source": "police", "source_reference": f"PPN-{len(more)}", "received_at": now().isoformat(), "concern": "domestic_abuse",
        "summary": "Sent by the police system.", "children": [{"given_name": "Nia", "family_name": FAMILY}], **more,
    }  # fmt: skip
    reply = await feed.post("/contacts", json=sent)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["ref"])


async def by_the_form(board: Board) -> str:
    ada = await board.desk(Role.ADMIN, "Ada Quist")
    at = (now() - timedelta(minutes=20)).astimezone(LONDON)
    typed = {
        "received_on-day": str(at.day), "received_on-month": str(at.month), "received_on-year": str(at.year),
        "received_time": f"{at:%H:%M}",
        "source": "school", "concern": "neglect", "summary": "Came to school without a coat.", "children-0-given_name": "Tam",
        "children-0-family_name": FAMILY,
    }  # fmt: skip
    reply = await ada.post("/contacts", typed)
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"]).rpartition("/")[2]


async def by_a_list(board: Board, folder: Path, *lines: str) -> tuple[int, str]:
    """`board import` as its people run it."""
    path = folder / "overnight.csv"
    path.write_text(
        "\n".join(["reference,date,time,summary,child forename,child surname,child dob", *lines]) + "\n"
    )
    told = environment_with(
        DATABASE_URL=board.webs[0].database_url, BOARD_DATA=str(folder), REDIS_URL="redis://127.0.0.1:1"
    )
    command = [sys.executable, "-m", "board.cli", "import", str(path), "--concern", "domestic_abuse"]
    process = await asyncio.create_subprocess_exec(
        *command, env=told, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return int(process.returncode or 0), said.decode()


async def test_contacts_come_by_the_api_the_form_and_a_list_and_a_restricted_one_is_there_for_nobody_else(
    board: Board, data_folder: Path
) -> None:
    asha, mina = await board.desk(name="Asha Verma", web=1), await board.desk_of(board.manager, web=1)
    page, named = await asha.page(), await mina.page()
    async with page.listening(), named.listening():
        sent, typed = await by_the_api(board), await by_the_form(board)
        hidden = await by_the_api(board, flags={"restricted": True})
        yesterday = now() - timedelta(days=1)
        lines = [
            f"L-{n},{yesterday:%d/%m/%Y},22:1{n},Officers attended.,Ivo,{FAMILY},02/03/2017" for n in range(3)
        ]
        code, report = await by_a_list(
            board, data_folder, *lines, f"L-9,{yesterday:%d/%m/%Y},22:15,Bad day.,Ivo,{FAMILY},31/02/2017"
        )
        assert code == 2, report
        assert "line 5" in report.lower(), report

        await soon(lambda: len(page.regions[0].lanes().get("lane-waiting", [])) == 5)
        cards = set(page.regions[0].lanes()["lane-waiting"])
        assert {f"card-{sent}", f"card-{typed}"} < cards and f"card-{hidden}" not in cards
        await soon(lambda: f"own-{hidden}" in named.regions[1].standing)
        await soon(lambda: page.seq == named.seq)
        assert hidden not in "".join(page.raw), "nothing of it went to anybody else"
        assert (await asha.get(f"/contacts/{hidden}")).status_code == 404

        before = await board.state()
        assert (await by_a_list(board, data_folder, *lines))[0] == 0
        changed = {table for table, kept in (await board.state()).items() if kept != before[table]}
        assert changed == {"sendings"}, "the same list again changes nothing, but that it was sent is kept"


async def test_a_wall_is_paired_shows_what_it_may_and_is_empty_as_soon_as_it_is_withdrawn(
    board: Board,
) -> None:
    mina, screen = await board.desk_of(board.manager, web=0), await board.nobody(web=1)
    ref = await by_the_api(board)
    assert (await screen.get("/wall")).headers["location"] == "/wall/pairing"
    await screen.post("/wall/pairing")
    code = re.search(r'id="code"[^>]*>\s*([A-Z0-9 -]+?)\s*<', (await screen.get("/wall/pairing")).text)
    assert code, "the wall shows a code"
    assert (await mina.post("/screens", {"code": code[1], "name": "Duty room"})).status_code == 303
    assert (await screen.get("/wall/pairing")).headers["location"] == "/wall"

    wall = Page(board.webs[1], {"wall": screen.cookies["wall"]}, "/wall")
    await wall.get()
    assert ref in wall.html and FAMILY not in wall.html and "police" not in wall.html.lower()
    async with wall.listening():
        assert (await mina.post(f"/contacts/{ref}/claim")).status_code == 303
        await soon(lambda: any(ref in raw for raw in wall.raw))
        assert not [raw for raw in wall.raw if FAMILY in raw or "domestic" in raw.lower()]
        number = re.search(r"/screens/(\d+)/revoke", (await mina.get("/screens")).text)
        assert number
        assert (await mina.post(f"/screens/{number[1]}/revoke")).status_code == 303
        await soon(lambda: wall.closed == 4401)
        assert {"ended": "screen"} in wall.told
    assert (await screen.get("/wall")).headers["location"] == "/wall/pairing"
