"""The whole application in this process with a clock that is moved: browsers of people outside, and desks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
from starlette.applications import Starlette

from board.app import make_app
from board.domain.people import Actor
from board.secrets import Secrets
from board.settings import Settings
from board.store.engine import Database
from tests import make
from tests.commands.doing import rows
from tests.commands.link.outside import Outside, outside
from tests.processes import KEY, sign_in

BOARD = "http://board.example"
SELF = {"name": "Rhona Lead", "role": "Designated safeguarding lead"}


@dataclass
class Browser:
    """A browser. It has a jar of its own, and sends each cookie to the paths that it is for."""

    client: httpx.AsyncClient

    async def press(self, token: str) -> httpx.Response:
        """Press the button of a link's page."""
        return await self.client.post("/l", data={"link": f"{BOARD}/l#{token}"})

    async def state(self, link: UUID, **said: str) -> httpx.Response:
        """Say who one is."""
        return await self.client.post(f"/l/{link}/self", data={**SELF, **said})

    async def enter(self, link: UUID, code: str | None) -> httpx.Response:
        return await self.client.post(f"/l/{link}/code", data={"code": code or ""})

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, **data: str) -> httpx.Response:
        return await self.client.post(path, data=data)

    @property
    def cookies(self) -> dict[str, str]:
        """Value by name, of every path."""
        return {one.name: one.value or "" for one in self.client.cookies.jar}


@dataclass
class Door:
    """The application over one database. world: who asks whom; now: the time that it is there."""

    db: Database
    app: Starlette
    secrets: Secrets
    world: Outside
    now: datetime = make.NOW
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def pass_minutes(self, minutes: float) -> None:
        """Move the clock."""
        self.now += timedelta(minutes=minutes)

    async def browser(self, host: str = "192.0.2.7") -> Browser:
        """A browser that was never here. host: where it asks from."""
        transport = httpx.ASGITransport(self.app, client=(host, 50000))
        client = httpx.AsyncClient(transport=transport, base_url=BOARD, headers={"Origin": BOARD})
        return Browser(await self._open.enter_async_context(client))

    async def desk(self, actor: Actor) -> Browser:
        """A colleague, signed in."""
        browser = await self.browser()
        browser.client.cookies.set(
            "session", await sign_in(self.db, actor, now=self.now), domain="board.example"
        )
        return browser

    async def ask(self, question: str = "What do you know of him?") -> UUID:
        """Asha asks the guest, on the page."""
        desk, here = await self.desk(self.world.asha), self.outside
        reply = await desk.post(here, guest=str(self.world.guest), question=question)
        assert reply.status_code == 303, reply.text
        [(link,)] = await rows(self.db, "select link_id from links where question = :q", q=question)
        assert isinstance(link, UUID)
        return link

    async def call(self, link: UUID) -> str:
        """Wes calls the office for the person who stated last who they are, and reads the code from the one answer that has it."""
        desk = await self.desk(self.world.wes)
        newest = (
            "select statement_id from link_statements t left join link_sessions s on s.session_id = t.statement_id "
            "where t.link_id = :link and t.ended_at is null and s.ended_at is null "
            "order by s.session_id is not null, said_at desc limit 1"
        )
        [(whose,)] = await rows(self.db, newest, link=link)
        wanted = {"entry": str(self.world.office), "route": "call", "whose": str(whose)}
        reply = await desk.post(f"{self.outside}/{link}/code", **wanted)
        assert reply.status_code == 200, reply.text
        return code_in(reply.text)

    def token(self, link: UUID) -> str:
        """The token that the worker puts into the mail."""
        return self.secrets.link_tokens(link)[0]

    async def let_in(self, link: UUID, **said: str) -> Browser:
        """A browser in which the link was opened."""
        browser = await self.browser()
        assert (await browser.press(self.token(link))).status_code == 303
        assert (await browser.state(link, **said)).status_code == 303
        reply = await browser.enter(link, await self.call(link))
        assert reply.status_code == 303, reply.text
        return browser

    @property
    def outside(self) -> str:
        return f"/hubs/{self.world.hub.key}/contacts/{self.world.ref}/outside"


def code_in(page: str) -> str:
    """The code on the page of the person who calls."""
    found = re.search(r'id="code">(\d{3}) (\d{3})<', page)
    assert found, page
    return found[1] + found[2]


@asynccontextmanager
async def door(database: Database, data: Path) -> AsyncIterator[Door]:
    """The application, as it is composed, over this database; none of its tasks runs."""
    app = make_app(Settings(data=data, secret_key=KEY))
    made = Door(database, app, Secrets([KEY]), await outside(database))
    app.state.database, app.state.clock = database, lambda: made.now
    async with made._open:
        yield made
