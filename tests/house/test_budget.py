"""What a page, a change and a frame may cost: the same however many contacts there are and however many people look."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from sqlalchemy import event

from board.app import make_app
from board.commands.claims import claim, release
from board.commands.ratings import rate
from board.domain import audiences
from board.domain.people import Actor
from board.domain.permissions import Role
from board.live import fanout as fanout_module
from board.live.fanout import Fanout
from board.live.frames import Frames, Listener
from board.live.sockets import Socket
from board.settings import Settings
from board.store.engine import Database
from tests import make
from tests.processes import KEY, enrol_wall, sign_in
from tests.served import told

BOARD = "http://board.example"
HANDFUL = {"desk": 14, "contact": 30, "wall": 9, "handover": 10, "hub's handover": 10}
"""Statements a page may cost where nothing is remembered yet. A contact is read part by part: state, family, timeline, choices."""
ONCE_DRAWN = {"desk": 9, "contact": 17}
"""And where nothing happened since it was drawn: who asks and whether they may, that it was read, and what is theirs alone."""
A_FEW_KB = 8 * 1024


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


@dataclass
class Wire:
    """A transport that keeps what was written to it."""

    written: list[bytes] = field(default_factory=list)

    def write(self, message: bytes) -> None:
        self.written.append(message)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False


@dataclass
class Room:
    """The fan-out of one process with so many desks open, each somebody's."""

    fanout: Fanout
    wires: list[Wire]
    encoded: list[bytes]

    async def after(self) -> tuple[int, list[bytes]]:
        """Send what happened: how many fragments were drawn, and what was encoded."""
        drawn = self.fanout.frames.drawing.renders
        self.encoded.clear()
        for wire in self.wires:
            wire.written.clear()
        for hub_id in self.fanout.seen:
            await self.fanout.pump(hub_id)
        return self.fanout.frames.drawing.renders - drawn, list(self.encoded)


@pytest.fixture
async def rooms(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    opened: list[Fanout] = []
    encode = fanout_module.encode

    async def room(many: int) -> Room:
        encoded: list[bytes] = []
        fanout = Fanout(Frames(rig.db), lambda: make.NOW)
        opened.append(fanout)
        found = Room(fanout, [Wire() for _ in range(many)], encoded)
        hub_id = rig.hub.hub_id
        for n, wire in enumerate(found.wires):
            person = rig.manager.person_id + n
            whose = [audiences.board(hub_id, rig.manager.lens), audiences.person(hub_id, person)]
            listeners = [Listener(one, rig.manager.lens) for one in whose]
            regions = await fanout.frames.regions(listeners, make.NOW)
            socket = Socket(cast(asyncio.Transport, wire), _close, hub_id, listeners, person_id=person)
            await fanout.join(socket, regions[0].epoch, tuple(region.seq for region in regions))
        monkeypatch.setattr(
            fanout_module, "encode", lambda message: encoded.append(encode(message)) or encoded[-1]
        )
        return found

    yield room
    for fanout in opened:
        await fanout.stop()


async def _close(_code: int) -> None:
    return None


async def test_one_change_is_drawn_and_encoded_once_an_audience_for_two_hundred_open_desks(
    rig: Rig, rooms: Any
) -> None:
    refs, drawn = await rig.contacts(4), {}
    for many in (1, 200):
        room: Room = await rooms(many)
        async with rig.db.transaction() as tx:
            await claim(tx, rig.manager, refs.pop(), now=make.NOW)
        drawn[many], encoded = await room.after()
        board = [message for message in encoded if b'"board:' in message]
        own = [message for message in encoded if b'"person:' in message]
        assert (len(board), len(own)) == (1, 1), "the board's frame for all, and one for whoever claimed"
        assert all(sum(message is board[0] for message in wire.written) == 1 for wire in room.wires), (
            "the same bytes for everybody"
        )
        assert [
            wire for wire in room.wires if any(message is own[0] for message in wire.written)
        ] == room.wires[:1]
    assert drawn[200] == drawn[1], "fragments are drawn for an audience, never for a socket"


async def test_one_change_costs_a_desk_a_few_kilobytes_with_three_hundred_cards_on_the_board(
    rig: Rig, rooms: Any
) -> None:
    ref, *_ = await rig.contacts(300)
    room: Room = await rooms(2)
    acts = {
        "claim": lambda tx: claim(tx, rig.manager, ref, now=make.NOW),
        "rating": lambda tx: rate(tx, rig.manager, ref, None, "red", "Seen today.", now=make.NOW),
        "release": lambda tx: release(tx, rig.manager, ref, "Called away.", now=make.NOW),
    }
    for name, act in acts.items():
        async with rig.db.transaction() as tx:
            await act(tx)
        await room.after()
        for wire in room.wires:
            cost = sum(map(len, wire.written))
            assert 0 < cost < A_FEW_KB, f"a {name} costs a desk {cost} bytes"
