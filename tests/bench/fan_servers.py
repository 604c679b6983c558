"""Both ends of the fan-out leg: our sockets under uvicorn, the bare library's, and the ears that note when each message came."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time, time
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.server import ServerConnection, broadcast, serve

from board.app import server_config
from board.live.sockets import EXTENSION, Socket, encode
from board.settings import Settings
from tests.bench.raw_client import Wire, upgrade
from tests.bench.results import Spread
from tests.processes import free_port
from tests.until import until


async def _paced(send: Callable[[str], None], messages: int, every: float, size: int) -> dict[str, Any]:
    """Send so many messages of so many bytes; answers when each was ready, and the processor's seconds spent in sending."""
    loop, sent, busy = asyncio.get_running_loop(), [], 0.0
    begin = loop.time()
    for number in range(messages):
        await asyncio.sleep(max(0.0, begin + number * every - loop.time()))
        text = f"{number:06}" + "x" * (size - 6)
        sent.append(time())
        began = process_time()
        send(text)
        busy += process_time() - began
    await asyncio.sleep(every)
    return {"sent": sent, "busy": busy}


class Ours:
    """board.live.sockets as board.live.fanout uses it: one encoded frame, written to every socket."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def listen(self) -> int:
        """Answers the port."""
        app = Starlette(routes=[WebSocketRoute("/", self._stay)])
        settings = replace(Settings(data=Path("unused")), port=free_port())
        self.server = uvicorn.Server(server_config(settings, app))
        self._serving = asyncio.create_task(self.server.serve())
        server = self.server
        await until(lambda: server.started)
        gc.freeze()
        return settings.port

    async def _stay(self, websocket: WebSocket) -> None:
        await websocket.accept()
        socket = Socket(websocket.scope["extensions"][EXTENSION], websocket.close, 1, [], joining=None)
        self.sockets.add(socket)
        try:
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass
        except WebSocketDisconnect:
            pass
        finally:
            self.sockets.discard(socket)

    async def send(self, messages: int, every: float, size: int) -> dict[str, Any]:
        """To every socket."""

        def to_all(text: str) -> None:
            message = encode(text.encode())
            for socket in list(self.sockets):
                socket.send(message, (1, 0))

        return await _paced(to_all, messages, every, size)


class Broadcast:
    """The bare library, without compression as ours is."""

    def __init__(self) -> None:
        self.connections: set[ServerConnection] = set()

    async def listen(self) -> int:
        """Answers the port."""
        port = free_port()
        await serve(self._stay, "127.0.0.1", port, compression=None)
        gc.freeze()
        return port

    async def _stay(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            self.connections.discard(connection)

    async def send(self, messages: int, every: float, size: int) -> dict[str, Any]:
        """To every connection."""
        return await _paced(partial(broadcast, self.connections), messages, every, size)


class Listeners:
    """Clients that only listen."""

    def __init__(self) -> None:
        self.wires: list[Wire] = []
        self.heard: list[tuple[int, float]] = []

    async def open(self, port: int, count: int) -> None:
        """So many of them."""
        loop, hello = asyncio.get_running_loop(), upgrade("/", port, "none=none")

        def made() -> Wire:
            return Wire(hello, lambda payload: self.heard.append((int(payload[:6]), time())), lambda: None)

        for _ in range(count):
            _, wire = await loop.create_connection(made, "127.0.0.1", port)
            self.wires.append(wire)
            await until(lambda wire=wire: wire.open, every=0.001)  # type: ignore[misc]

    async def begin(self) -> None:
        """Forget what was heard."""
        self.heard = []

    async def report(self, sent: list[float]) -> dict[str, Any]:
        """How long each message took to each client; sent: when each was."""
        spread = Spread()
        await until(lambda: len(self.heard) >= len(sent) * len(self.wires))
        for number, at in self.heard:
            spread.add(at - sent[number])
        return {"spread": spread.plain(), "missing": len(sent) * len(self.wires) - len(self.heard)}
