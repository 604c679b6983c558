"""Statements that a page may cost: the same number however many contacts there are."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from board.app import make_app
from board.domain.people import Actor
from board.domain.permissions import Role
from board.live.frames import Frames
from board.settings import Settings
from board.store.engine import Database
from tests import make
from tests.processes import KEY, enrol_wall, sign_in
from tests.served import told

BOARD = "http://board.example"
HANDFUL = {"desk": 14, "contact": 31, "wall": 9, "handover": 10, "hub's handover": 10}
"""Statements a page may cost where nothing is remembered yet. A contact is read part by part: state, family, timeline, choices."""
ONCE_DRAWN = {"desk": 9, "contact": 17}
"""And where nothing happened since it was drawn: who asks and whether they may, that it was read, and what is theirs alone."""


@dataclass
class Rig:
    """The application without a server, one process of it, and what it asks of the database."""

    db: Database
    hub: make.Hub
    manager: Actor
    folder: Path

    async def get(self, path: str, cookies: dict[str, str]) -> tuple[list[str], httpx.Response]:
        """A page from a process that has drawn nothing yet, and the statements it took."""
        ((statements, reply),) = await self.gets(path, cookies, 1)
        return statements, reply

    async def gets(
        self, path: str, cookies: dict[str, str], times: int
    ) -> list[tuple[list[str], httpx.Response]]:
        """The same page so many times over from a process that had drawn nothing yet."""
        app = make_app(Settings(data=self.folder, secret_key=KEY))
        state = app.state
        state.database, state.frames = self.db, Frames(self.db)
        state.clock, state.invented = lambda: make.NOW, False
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BOARD, cookies=cookies) as client:
            found = []
            for _ in range(times):
                with self.counted() as statements:
                    reply = await client.get(path)
                assert reply.status_code == 200, reply.text
                found.append((statements, reply))
        return found

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        found: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            found.append(statement)

        engines = (self.db.engine.sync_engine, self.db.reads.sync_engine)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    async def contacts(self, many: int) -> list[str]:
        """So many more contacts that wait. Some forty of many have children: each newcomer is compared with all who came before."""
        turns = asyncio.Semaphore(4)  # as many as the pool has connections to spare

        async def one(number: int) -> str:
            async with turns:
                none: dict[str, Any] = {"children": ()} if number % 8 else {}
                return await make.contact_waiting(self.db, self.manager, **none)

        return await asyncio.gather(*(one(number) for number in range(many)))


@pytest.fixture
async def rig(database: Database, tmp_path: Path) -> Rig:
    hub = await make.hub(database)
    return Rig(
        database, hub, await make.person(database, hub, Role.SERVICE_MANAGER, name="Mina Holt"), tmp_path
    )


async def test_page_costs_a_handful_of_queries_however_many_contacts_there_are(rig: Rig) -> None:
    wall = {"wall": await enrol_wall(rig.db, rig.manager)}
    desk = {"session": await sign_in(rig.db, rig.manager, now=make.NOW)}
    ref, *_ = await rig.contacts(3)
    pages = {
        "desk": ("/hubs/northborough/desk", desk),
        "contact": (f"/hubs/northborough/contacts/{ref}", desk),
        "wall": ("/wall", wall),
        "handover": ("/hubs/northborough/handover", desk),
        "hub's handover": ("/hubs/northborough/handover/hub", desk),
    }
    few = {name: await rig.get(*page) for name, page in pages.items()}
    await rig.contacts(297)
    for name, page in pages.items():
        statements, reply = await rig.get(*page)
        assert len(statements) == len(few[name][0]), (
            f"{name} asks more of the database the more contacts there are"
        )
        assert len(statements) <= HANDFUL[name], f"{name} takes {len(statements)} queries:\n" + "\n".join(
            s[:90] for s in statements
        )
        assert name not in ("desk", "contact") or reply.text.count('id="card-') == 300
        assert "handover" not in name or re.search(r"<b>26\d more</b>", reply.text), "the rest is counted"


async def test_page_that_was_drawn_already_costs_less_and_is_the_same(rig: Rig) -> None:
    desk = {"session": await sign_in(rig.db, rig.manager, now=make.NOW)}
    ref, *_ = await rig.contacts(3)
    for name, path in (("desk", "desk"), ("contact", f"contacts/{ref}")):
        (_, first), (statements, again) = await rig.gets(f"/hubs/northborough/{path}", desk, 2)
        assert len(statements) <= ONCE_DRAWN[name], f"{name} takes {len(statements)} queries:\n" + "\n".join(
            s[:90] for s in statements
        )
        assert told(again.text) == told(first.text)
