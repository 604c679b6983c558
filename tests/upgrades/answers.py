"""Answers of a board about everything in a database: people's pages as lines of words, and the API's answers to systems."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

import httpx
from sqlalchemy import text
from starlette.applications import Starlette

from board import app as composition
from board.commands.tokens import issue_token
from board.domain.permissions import Action, Role, may
from board.queries.actors import actor_of_email, hub_numbers
from board.secrets import new_token, token_hash
from board.settings import Settings
from board.store.engine import Database
from tests import make
from tests.processes import KEY, sign_in

HUB = "northborough"
SYSTEMS = (Role.MANAGER, Role.SOCIAL_WORKER, Role.ADMIN, Role.QA, Role.POLICE, Role.DATA_OFFICER, Role.FEED)
# Ana Ruiz and T. Nkemelu are named on restricted contacts; of the others none is named on all of them.
READERS = ("ana.ruiz@northborough.example", "t.nkemelu@northborough.example", "jo.okafor@northborough.example",
           "l.wu@northborough.example", "sam.thorne@northborough.example", "dele.adeyemi@police.northborough.example")  # fmt: skip
OPENERS = READERS[:3]
"""They open every contact, the others every fifth."""
PAGES = ("/desk", "/list", "/handover?day=yes", "/handover/hub", "/rota")
BLOCKS = {"p", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "tr", "td", "th", "dt", "dd", "section", "article", "header", "summary",
          "button", "form", "label", "option", "legend", "main", "nav", "details", "br"}  # fmt: skip
SILENT = {"script", "style", "template", "form"}

Said: TypeAlias = dict[str, dict[str, list[Any]]]
"""By person or role and by path: the status and the answer."""


class Words(HTMLParser):
    """The words of a page's main part, a line for each block of it. Forms are left out: they show possible actions, not facts."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.silent = self.main = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.main += tag == "main"
        if tag in BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.main -= tag == "main"
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.main and not self.silent:
            self.lines[-1] += data


def lines_of(html: str) -> list[str]:
    """The words of a page as lines without spaces around them; empty ones left out."""
    words = Words()
    words.feed(html)
    return [line for line in (re.sub(r"\s+", " ", one).strip() for one in words.lines) if line]


def opened(path: str) -> bool:
    """Whether this path of the API is one contact's."""
    return path.startswith("/contacts/")


@asynccontextmanager
async def board(database_url: str, data: Path, now: datetime) -> AsyncIterator[Starlette]:
    """The whole web application over this database, at a moment that stands still."""
    settings = Settings(database_url=database_url, database_listen_url=database_url, data=data, secret_key=KEY,
                        redis_url="redis://127.0.0.1:1")  # fmt: skip
    with patch.object(composition, "clock_of", lambda *_args, **_named: lambda: now):
        app = composition.make_app(settings)
        async with app.router.lifespan_context(app):
            yield app


async def answers(database_url: str, data: Path, now: datetime) -> dict[str, Said]:
    """Everything the board of this code says of this database: `api` by role, `pages` by person. Signs people in, and issues tokens."""
    db = Database(database_url)
    try:
        async with db.transaction() as tx:
            await tx.conn.execute(text("delete from engine_workers"))
        await make.worker(db)
        async with db.connection() as conn:
            hub_id = (await hub_numbers(conn))[HUB]
            refs = list((await conn.execute(_REFS, {"hub_id": hub_id})).scalars())
        async with AsyncExitStack() as stack:
            transport = httpx.ASGITransport(await stack.enter_async_context(board(database_url, data, now)))
            clients = httpx.AsyncClient(transport=transport, base_url="http://board.test")
            client = await stack.enter_async_context(clients)
            return {
                "pages": {email: await _pages(client, db, hub_id, email, refs, now) for email in READERS},
                "api": {role.value: await _api(client, db, hub_id, role, refs, now) for role in SYSTEMS},
            }
    finally:
        await db.close()


_REFS = text("select ref from contacts where hub_id = :hub_id order by contact_id")


async def _api(
    client: httpx.AsyncClient, db: Database, hub_id: int, role: Role, refs: list[str], now: datetime
) -> dict[str, list[Any]]:
    token = new_token()
    async with db.transaction() as tx:
        name = f"System of {role.value}"
        await issue_token(tx, hub_id, name, "childrens_social_care", role, token_hash(token), now=now)
    headers = {"Authorization": f"Bearer {token}"}
    said: dict[str, list[Any]] = {}
    opens = refs if may([role], Action.READ_CONTACT) else refs[::10]
    for path in ("/contacts?limit=200", "/rota", *(f"/contacts/{ref}" for ref in opens)):
        reply = await client.get(f"/api/v1{path}", headers=headers)
        said[path] = [reply.status_code, reply.json()]
    since = 0
    while True:
        reply = await client.get(f"/api/v1/events?since={since}&limit=1000", headers=headers)
        said[f"/events?since={since}"] = [reply.status_code, reply.json()]
        events = reply.json().get("events", [])
        if len(events) < 1000:
            return said
        since = events[-1]["seq"]


async def _pages(
    client: httpx.AsyncClient, db: Database, hub_id: int, email: str, refs: list[str], now: datetime
) -> dict[str, list[Any]]:
    async with db.connection() as conn:
        actor = await actor_of_email(conn, hub_id, email)
    headers = {"Cookie": f"session={await sign_in(db, actor, now=now)}"}
    opens = refs if email in OPENERS else refs[::5]
    said: dict[str, list[Any]] = {}
    for path in (*PAGES, *(f"/contacts/{ref}/alone" for ref in opens)):
        reply = await client.get(f"/hubs/{HUB}{path}", headers=headers)
        said[path] = [reply.status_code, lines_of(reply.text)]
    return said
