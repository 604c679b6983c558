"""A socket without a network: what was written to it is kept, and it reads only when told to."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any
from uuid import UUID

from board.domain.people import Actor
from board.live.pages import Page, listeners_of
from board.live.sockets import Socket


class Wire(asyncio.Transport):
    """reads: whether the client takes what is written. Closing waits for that, as the server's own does."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.buffered = 0
        self.code: int | None = None
        self.cut = False
        self.reads = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def is_closing(self) -> bool:
        return self.cut

    def abort(self) -> None:
        self.cut = True

    async def close_as_server(self, code: int) -> None:
        if not self.reads:
            await asyncio.Event().wait()
        self.code = code

    @property
    def heard(self) -> list[dict[str, Any]]:
        """Every message written, in order."""
        return [json.loads(payload(one)) for one in self.written]


def payload(frame: bytes) -> bytes:
    """The text of one unmasked frame."""
    size = frame[1]
    skip = {126: 4, 127: 10}.get(size, 2)
    if size == 126:
        (size,) = struct.unpack("!H", frame[2:4])
    elif size == 127:
        (size,) = struct.unpack("!Q", frame[2:10])
    assert len(frame) == skip + size
    return frame[skip:]


def socket_of(actor: Actor, ref: str | None = None, session: UUID | None = None) -> tuple[Socket, Wire]:
    """An open page of this person: a desk, or a contact."""
    wire = Wire()
    page = Page("contact" if ref else "desk", actor.hub_key, actor.person_id, ref)
    return Socket(
        transport=wire,
        close=wire.close_as_server,
        hub_id=actor.hub_id,
        listeners=listeners_of(page, actor),
        person_id=actor.person_id,
        session_id=session,
    ), wire
