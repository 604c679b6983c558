"""The board's door for tests: the real routes of coming in, a few rooms behind it, browsers, phones and a clock that is moved."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pyotp
from argon2 import PasswordHasher
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from board.commands.people import add_person, set_second_factor
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.refusals import AlreadyClaimed, DatabaseAway
from board.guards import bearer, contact, public, screen, seated, signed_in
from board.secrets import Passwords, Secrets
from board.settings import Settings
from board.store.engine import Database
from board.web.coming_in import COMING_IN
from board.web.faults import exception_handlers
from board.web.forms import fields
from board.web.grant.lines import KEEPING_PEOPLE
from board.web.middleware import around
from board.web.table import Line, routes
from tests import make

KEY = "a server key for tests"
PASSWORD = "lemonade bridge otter nine"
SENTINEL = "Marlow-sentinel"
BOARD = "http://board.example"


async def said(request: Request, admitted: Any = None) -> Response:
    """Who was let in."""
    return PlainTextResponse(getattr(admitted, "name", "anybody"))


async def typed(request: Request, admitted: Any = None) -> Response:
    """What was typed."""
    return PlainTextResponse((await fields(request, "note"))["note"])


async def breaks(request: Request) -> Response:
    raise ValueError(f"could not store {SENTINEL}")


async def taken(request: Request, actor: Actor) -> Response:
    raise AlreadyClaimed(holder="Carys Lloyd", ref="T4W", at="09:30")


async def away(request: Request) -> Response:
    raise DatabaseAway


WHY = public("A room of the tests.")
ROOMS = (
    Line("/hubs", "GET", said, signed_in),
    Line("/hubs/{hub}/desk", "GET", said, seated(Action.SEE_BOARD, reading="board")),
    Line("/hubs/{hub}/contacts/{ref}", "GET", said, contact(Action.READ_CONTACT)),
    Line("/hubs/{hub}/contacts/{ref}/claim", "POST", taken, contact(Action.CLAIM)),
    Line("/wall", "GET", said, screen),
    Line("/api/v1/contacts", "POST", said, bearer(Action.RECEIVE_CONTACT)),
    Line("/api/v1/events", "GET", said, bearer(Action.READ_FEED)),
    Line("/typed", "POST", typed, WHY),
    Line("/breaks", "GET", breaks, WHY),
    Line("/api/v1/breaks", "GET", breaks, WHY),
    Line("/away", "GET", away, WHY),
)


@dataclass(slots=True)
class Someone:
    """Somebody with a password, and a phone when they have set one up."""

    actor: Actor
    email: str
    password: str
    seed: str | None

    def code(self, now: datetime, *, steps: int = 0) -> str:
        """What their phone shows, so many half minutes from now."""
        assert self.seed is not None
        return pyotp.TOTP(self.seed).at(now + timedelta(seconds=30 * steps))


@dataclass
class Door:
    """One running board, without a server."""

    db: Database
    settings: Settings = field(default_factory=Settings)
    now: datetime = make.NOW
    base: str = BOARD
    largest_body: int = 64 * 1024
    secrets: Secrets = field(default_factory=lambda: Secrets([KEY]))
    passwords: Passwords = field(
        default_factory=lambda: Passwords(hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    )

    def __post_init__(self) -> None:
        self.app = Starlette(
            routes=routes((*COMING_IN, *KEEPING_PEOPLE, *ROOMS)),
            middleware=around(self.settings, largest_body=self.largest_body),
            exception_handlers=exception_handlers,
        )
        state = self.app.state
        state.database, state.settings, state.clock = self.db, self.settings, lambda: self.now
        state.secrets, state.passwords, state.build = self.secrets, self.passwords, "b1"

    def later(self, **of: float) -> None:
        """Time passes."""
        self.now += timedelta(**of)

    @asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser of its own, asking from the board's own pages."""
        transport = httpx.ASGITransport(self.app, client=("192.0.2.7", 5000))
        sent = {"Origin": self.base} | headers
        async with httpx.AsyncClient(transport=transport, base_url=self.base, headers=sent) as client:
            yield client

    async def someone(
        self, hub: make.Hub, role: Role = Role.SOCIAL_WORKER, *, name: str = "Asha Verma", phone: bool = True
    ) -> Someone:
        """Somebody with a seat and a password. phone: they have set up their app already."""
        email = f"{name.lower().replace(' ', '.')}@{hub.key}.example"
        password_hash = await self.passwords.hash(PASSWORD)
        async with self.db.transaction() as tx:
            added = await add_person(tx, name, email, password_hash=password_hash, now=self.now)
        seed = pyotp.random_base32() if phone else None
        if seed:
            async with self.db.transaction() as tx:
                sealed = self.secrets.seal(seed)
                await set_second_factor(tx, added.person_id, sealed, None, [], now=self.now)
        actor = await make.seated(self.db, hub, added.person_id, name, role, now=self.now)
        return Someone(actor, email, PASSWORD, seed)

    async def password(
        self, browser: httpx.AsyncClient, who: Someone, password: str | None = None
    ) -> httpx.Response:
        """Type address and password."""
        return await browser.post("/sign-in", data={"email": who.email, "password": password or who.password})

    async def sign_in(self, browser: httpx.AsyncClient, who: Someone) -> None:
        """Come all the way in; the half minute of the code is over afterwards."""
        assert (await self.password(browser, who)).headers["location"].startswith("/sign-in/code")
        done = await browser.post("/sign-in/code", data={"code": who.code(self.now)})
        assert done.status_code == 303
        self.later(seconds=30)

    async def events(self, kind: str, hub_id: int = 0) -> list[dict[str, Any]]:
        """The bodies of the events of this kind."""
        query = text("select body from events where hub_id = :hub_id and kind = :kind order by seq")
        async with self.db.connection() as conn:
            rows = await conn.execute(query, {"hub_id": hub_id, "kind": kind})
            return [json.loads(row.body)["body"] for row in rows]

    async def scalar(self, query: str, **facts: Any) -> Any:
        """One value out of the database."""
        async with self.db.connection() as conn:
            return (await conn.execute(text(query), facts)).scalar_one()
