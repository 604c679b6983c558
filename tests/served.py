"""A board served by real web processes, with people at desks, systems with tokens and walls: what the tests over HTTP stand on.

async with served(database, data_folder, 2) as board:
    asha = await board.desk(name="Asha Verma")
    reply = await asha.post(f"/contacts/{ref}/claim")
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from board.commands.tokens import issue_token
from board.domain.calm import SENTENCE
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import LookUpLimits, Policy
from board.secrets import new_token, token_hash
from board.store.engine import Database
from tests import make
from tests.processes import Page, Web, enrol_wall, sign_in, web_processes

AT_EASE = replace(Policy.default(), look_ups=LookUpLimits(failed=1000))
"""Tests look in vain more often than people: tests/web/account/test_look_ups.py tries the limit."""
# What somebody merely looking, trying or staying signed in writes.
BESIDE = ("readings", "sessions", "sign_in_attempts", "heads", "pairings", "failed_look_ups", "attempts")


def now() -> datetime:
    """The processes live in real time, so what they are shown does too."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Desk:
    """Somebody signed in, at one process, as their browser asks."""

    actor: Actor
    web: Web
    session: str
    client: httpx.AsyncClient

    @property
    def here(self) -> str:
        return f"/hubs/{self.actor.hub_key}"

    async def get(self, path: str = "/desk", **more: Any) -> httpx.Response:
        """A page of this hub."""
        return await self.client.get(self.here + path, **more)

    async def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """A form of this hub, sent without script."""
        return await self.client.post(self.here + path, data=data or {}, **more)

    async def page(self, path: str = "/desk") -> Page:
        """A live page of this hub."""
        page = Page(self.web, {"session": self.session}, self.here + path)
        await page.get()
        return page


@dataclass(slots=True)
class Board:
    """One database, its web processes and a hub whose first manager is there already."""

    db: Database
    hub: make.Hub
    webs: list[Web]
    manager: Actor
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def desk(
        self,
        role: Role = Role.SOCIAL_WORKER,
        name: str = "Asha Verma",
        *,
        web: int = 0,
        hub: make.Hub | None = None,
    ) -> Desk:
        """Somebody new at a desk of this process."""
        actor = await make.person(self.db, hub or self.hub, role, name=name, now=now())
        return await self.desk_of(actor, web=web)

    async def desk_of(self, actor: Actor, *, web: int = 0) -> Desk:
        """Somebody known, signed in anew."""
        at, session = self.webs[web], await sign_in(self.db, actor)
        client = httpx.AsyncClient(
            base_url=at.base,
            headers={"Origin": at.base},
            cookies={"session": session},
            timeout=30,
            verify=False,
        )
        return Desk(actor, at, session, await self._open.enter_async_context(client))

    async def system(
        self, role: Role = Role.FEED, name: str = "Police feed", *, web: int = 0
    ) -> httpx.AsyncClient:
        """A system with a token, at the API."""
        token = new_token()
        async with self.db.transaction() as tx:
            await issue_token(tx, self.hub.hub_id, name, "police", role, token_hash(token), now=now())
        headers = {"Authorization": f"Bearer {token}"}
        client = httpx.AsyncClient(
            base_url=f"{self.webs[web].base}/api/v1", headers=headers, timeout=30, verify=False
        )
        return await self._open.enter_async_context(client)

    async def nobody(self, *, web: int = 0) -> httpx.AsyncClient:
        """A browser that is not signed in."""
        at = self.webs[web]
        return await self._open.enter_async_context(
            httpx.AsyncClient(base_url=at.base, headers={"Origin": at.base}, timeout=30, verify=False)
        )

    async def wall(self, *, web: int = 0, name: str = "Duty room") -> Page:
        """A paired wall."""
        page = Page(self.webs[web], {"wall": await enrol_wall(self.db, self.manager, name)}, "/wall")
        await page.get()
        return page

    async def contact(self, rag: str = "amber", **facts: Any) -> str:
        """A contact that waits, rated."""
        facts = {"received_at": now() - timedelta(minutes=30)} | facts
        return await make.contact_rated(self.db, self.manager, rag, now=now(), **facts)

    async def state(self) -> dict[str, str]:
        """Everything that is kept, as a digest a table, but for what mere looking and trying write."""
        return await state(self.db)

    def logs(self) -> str:
        """All that the processes wrote."""
        return "".join(web.log.read_text() for web in self.webs)


@asynccontextmanager
async def served(
    db: Database, data: Path, count: int = 1, *, policy: Policy | None = None, **more: str
) -> AsyncIterator[Board]:
    """A board with a hub, northborough, and so many web processes."""
    hub = await make.hub(db, policy=policy, now=now())
    manager = await make.person(db, hub, Role.SERVICE_MANAGER, name="Mina Holt", now=now())
    with web_processes(db.url.replace("+asyncpg", ""), data, count, **more) as webs:
        board = Board(db, hub, webs, manager)
        async with board._open:
            yield board


async def state(db: Database) -> dict[str, str]:
    """A digest of every table but those BESIDE, by name."""
    tables = text(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname"
    )
    async with db.snapshot() as conn:
        names = [name for name in (await conn.execute(tables)).scalars() if name not in BESIDE]
        parts = [
            f"select '{name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from {name} t"
            + (" where hub_id <> 0" if name == "events" else "")
            for name in names
        ]
        return {row.name: row.digest for row in await conn.execute(text(" union all ".join(parts)))}


def told(html: str) -> str:
    """A page without what differs each time it is drawn: the request's number, the server's time, the addresses of its forms, and
    whether a worker runs, which turns while a test goes on, with the sentence that needs one.
    """
    html = re.sub(r'data-server-now="[^"]*"', "", html)
    html = re.sub(r'data-engine="[^"]*"', "", html).replace(SENTENCE, "")
    html = re.sub(r'(<span id="printed">)[^<]*', r"\1", html)
    return re.sub(r"\b[0-9a-f]{16}\b", "", html)
