"""Cost of a change: it is drawn and encoded once an audience however many people look, and a desk gets a few kilobytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from board.commands.claims import claim, release
from board.commands.ratings import rate
from board.domain import audiences
from board.live import fanout as fanout_module
from board.live.fanout import Fanout
from board.live.frames import Frames, Listener
from board.live.sockets import Socket
from tests import make
from tests.house.test_budget import Rig

A_FEW_KB = 8 * 1024


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
        assert (len(board), len(own)) == (1, 1), (
            "the board's frame for all, and one for the person who claimed"
        )
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
