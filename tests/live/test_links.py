"""Pages that links opened, in two web processes and in real time: what ends a link closes its page wherever it is open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from uuid import UUID

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from board.commands.closures import close
from board.commands.guest.guests import end_guest
from board.commands.link.ending import withdraw_link
from board.commands.link.opening import tidy_link_sessions
from board.commands.restores import record_restore
from board.domain.link.sessions import LinkSession
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.live.doorbell import Doorbell
from board.live.links import LinkSockets
from board.live.sockets import GONE
from board.secrets import Secrets, token_hash
from board.store.engine import Database
from board.store.link import link_session_of
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import Outside, called, enter, outside, sent
from tests.limits import in_time
from tests.processes import KEY, Web
from tests.served import Board, now, served


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


async def closed_at(line: ClientConnection) -> float:
    """The moment at which a page that must end is closed."""
    assert await last_words(line) == ({"ended": "over"}, GONE)
    return monotonic()


async def test_a_withdrawn_link_is_empty_and_its_page_closed_in_each_process_within_a_second(
    board: Board,
) -> None:
    world = await outside(board.db, hub=board.hub, at=minutes())
    link = await sent(board.db, world, minutes=minutes())
    cookies = await let_in(board, world, link)
    async with socket(board.webs[0], link, cookies) as here, socket(board.webs[1], link, cookies) as there:
        closed = [asyncio.create_task(closed_at(line)) for line in (here, there)]
        async with board.db.transaction() as tx:
            assert await withdraw_link(tx, world.wes, link, now=now())
        committed = monotonic()
        for ended in await asyncio.gather(*closed):
            assert in_time(ended - committed, 1)
    async with socket(board.webs[1], link, cookies) as again:
        assert await last_words(again) == ({"ended": "over"}, GONE)
    async with httpx.AsyncClient(cookies=cookies, verify=False) as client:
        reply = await client.get(f"{board.webs[1].base}/l/{link}")
    assert reply.status_code == 404
    assert "What do you know?" not in reply.text


class Line:
    """The socket of an open page. heard: it stays, and was looked at; closed: it was told to empty itself, and closed."""

    def __init__(self) -> None:
        self.heard, self.closed, self.said = asyncio.Event(), asyncio.Event(), list[object]()

    async def receive(self) -> dict[str, str]:
        self.heard.set()
        await self.closed.wait()
        return {"type": "websocket.disconnect"}

    async def send_json(self, words: object) -> None:
        self.said.append(words)

    async def close(self, code: int) -> None:
        self.said.append(code)
        self.closed.set()


async def withdrawn(database: Database, world: Outside, session: LinkSession) -> None:
    await do(database, withdraw_link, world.wes, session.link.link_id, minutes=3)


async def guest_removed(database: Database, world: Outside, session: LinkSession) -> None:
    await do(database, end_guest, world.ada, world.guest, minutes=3)


async def contact_closed(database: Database, world: Outside, session: LinkSession) -> None:
    manager = await make.person(database, world.hub, Role.MANAGER)
    closing = (manager, world.ref, Policy.default().outcomes[0].code, "Advice given.")
    await do(database, close, *closing, anyway="Asha is away.", minutes=3)


async def let_in_elsewhere(database: Database, world: Outside, session: LinkSession) -> None:
    code = (await called(database, world, session.link.link_id, 3)).code
    assert code
    assert (await enter(database, world, session.link.link_id, code, minutes=3))[0].right


async def run_out(database: Database, world: Outside, session: LinkSession) -> None:
    await do(database, tidy_link_sessions, world.hub_id, minutes=7 * 24 * 60)


async def restored(database: Database, world: Outside, session: LinkSession) -> None:
    async with database.transaction() as tx:
        await tx.conn.exec_driver_sql("delete from heads")
        await record_restore(tx, world.hub_id, now=make.NOW + timedelta(minutes=3))


@pytest.mark.parametrize(
    "end", [withdrawn, guest_removed, contact_closed, let_in_elsewhere, run_out, restored]
)
async def test_the_notification_of_what_ended_a_link_closes_its_page_without_any_sweep(
    database: Database, monkeypatch: pytest.MonkeyPatch, end: Callable[..., Awaitable[None]]
) -> None:
    monkeypatch.setattr("board.live.links.SWEEP_EVERY", 3600)
    world = await outside(database)
    link = await sent(database, world)
    code = (await called(database, world, link)).code
    assert code
    _, browser = await enter(database, world, link, code)
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(browser), make.NOW)
    assert session
    sockets = LinkSockets(database, lambda: make.NOW + timedelta(minutes=3))
    address, listening, line = database.engine.url, asyncio.Event(), Line()
    bell = Doorbell(address.render_as_string(hide_password=False), sockets.ring, lambda _: listening.set())
    tasks = [asyncio.create_task(one) for one in (bell.run(), sockets.run(), sockets.stay(line, session))]  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(60):
            await listening.wait()
            await line.heard.wait()
            assert not line.said, "it stays while its link does"
            await end(database, world, session)
            committed = monotonic()
            await line.closed.wait()
        assert in_time(monotonic() - committed, 1)
        assert line.said == [{"ended": "over"}, GONE]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
