"""Pages that links opened, in two web processes and in real time: what ends a link closes its page wherever it is open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from uuid import UUID

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from board.commands.link.ending import withdraw_link
from board.live.sockets import GONE
from board.secrets import Secrets
from board.store.engine import Database
from tests import make
from tests.commands.doing import rows
from tests.commands.link.outside import Outside, called, outside, sent
from tests.processes import KEY, Web
from tests.served import Board, now, served

WITHIN = 3.0
"""Seconds: three times what a quiet machine may take, and less than the sweep that stands in for lost events."""


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


def minutes() -> float:
    return (now() - make.NOW).total_seconds() / 60


async def let_in(board: Board, world: Outside, link: UUID) -> dict[str, str]:
    """Press, code, and in: the cookie of a browser, at the first process."""
    browser = await board.nobody()
    token = Secrets([KEY]).link_tokens(link)[0]
    assert (await browser.post("/l", data={"link": token})).status_code == 303
    said = {"name": "Rhona Lead", "role": "Safeguarding lead"}
    assert (await browser.post(f"/l/{link}/self", data=said)).status_code == 303
    [(whose,)] = await rows(
        board.db,
        "select statement_id from link_statements where link_id = :link order by said_at desc limit 1",
        link=link,
    )
    code = (await called(board.db, world, link, minutes(), whose=whose)).code
    assert (await browser.post(f"/l/{link}/code", data={"code": code or ""})).status_code == 303
    assert "What do you know?" in (await browser.get(f"/l/{link}")).text
    return {one.name: one.value or "" for one in browser.cookies.jar}


@asynccontextmanager
async def socket(
    web: Web, link: UUID, cookies: dict[str, str], origin: str | None = None
) -> AsyncIterator[ClientConnection]:
    head = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    address = f"{web.base.replace('http', 'ws')}/l/{link}/socket"
    async with connect(address, additional_headers=head, origin=origin or web.base) as line:  # type: ignore[arg-type]
        yield line


async def last_words(line: ClientConnection) -> tuple[object, int]:
    """The raw message that ends a page, and the code with which it is closed."""
    async with asyncio.timeout(20):
        said = json.loads(await line.recv())
        with pytest.raises(ConnectionClosed):
            await line.recv()
    return said, line.close_code or 0


async def test_a_withdrawn_link_closes_its_page_in_the_other_process_within_a_second(board: Board) -> None:
    world = await outside(board.db, hub=board.hub, at=minutes())
    link = await sent(board.db, world, minutes=minutes())
    cookies = await let_in(board, world, link)
    async with socket(board.webs[0], link, cookies) as here, socket(board.webs[1], link, cookies) as there:
        await asyncio.sleep(0.2)
        began = monotonic()
        async with board.db.transaction() as tx:
            assert await withdraw_link(tx, world.wes, link, now=now())
        for line in (here, there):
            assert await last_words(line) == ({"ended": "over"}, GONE)
        assert monotonic() - began < WITHIN
    async with socket(board.webs[1], link, cookies) as again:
        assert await last_words(again) == ({"ended": "over"}, GONE)
    async with httpx.AsyncClient(cookies=cookies, verify=False) as client:
        reply = await client.get(f"{board.webs[1].base}/l/{link}")
    assert reply.status_code == 404
    assert "What do you know?" not in reply.text


async def test_only_the_browser_that_is_in_may_listen_and_another_browser_ends_it(board: Board) -> None:
    world = await outside(board.db, hub=board.hub, at=minutes())
    link, other = [
        await sent(board.db, world, q, minutes=minutes()) for q in ("What do you know?", "Was he in?")
    ]
    cookies = await let_in(board, world, link)
    desk = await board.desk()
    [value] = cookies.values()
    for wrong in ({}, {"session": desk.session}, {"session": value}, {f"board_link_{other.hex}": value}):
        for one in (link, other):
            async with socket(board.webs[0], one, wrong) as line:
                assert await last_words(line) == ({"ended": "over"}, GONE)
    with pytest.raises(InvalidStatus):
        async with socket(board.webs[0], link, cookies, origin="https://elsewhere.example"):
            pass
    async with socket(board.webs[1], link, cookies) as first:
        await let_in(board, world, link)
        assert await last_words(first) == ({"ended": "over"}, GONE)
