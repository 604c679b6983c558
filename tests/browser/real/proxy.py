"""What stands between a browser and the board in a real place, and what it can do to them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.browser.real.stage import Loop

SOCKET = b"GET /live/socket"
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 16\r\nConnection: close\r\n\r\n<h1>Gateway</h1>"


LATE_S = 7.0


class Proxy:
    """Passes everything on, until it is told to keep what stands open open and pass nothing, or to mistreat sockets.

    sockets_are: "passed", "refused", "held" (the request is taken and never answered), "mute" (opened, and nothing comes down), "cut"
    (each ends after its first message), "late" (all that comes down comes seconds later), "page" (answered by a page of the proxy, with
    200), "drip" (the answer to the handshake comes a letter a second).
    """

    def __init__(self, loop: Loop, port: int, sockets_are: str = "passed") -> None:
        self.sockets_are = sockets_are
        self.sockets = 0
        self._loop, self._to = loop, port
        self._passing = {True: asyncio.Event(), False: asyncio.Event()}  # of sockets, and of all else
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = loop.do(self._start())
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def fall_silent(self, *, sockets_alone: bool = False) -> None:
        """Nobody hears anything any more over what is open now, and nobody is told. What is opened later works."""

        async def change() -> None:
            for sockets in (True,) if sockets_alone else (True, False):
                self._passing[sockets].clear()
                self._passing[sockets] = asyncio.Event()
                self._passing[sockets].set()

        self._loop.do(change())

    def cut(self) -> None:
        """End every line that is open, without a word."""

        async def change() -> None:
            for task in list(self._tasks):
                task.cancel()

        self._loop.do(change())

    def stop(self) -> None:
        self._server.close()
        self.cut()

    async def _start(self) -> asyncio.Server:
        for passing in self._passing.values():
            passing.set()
        return await asyncio.start_server(self._line, "127.0.0.1", 0)

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._both_ways(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.read(65536)
        passing = self._passing[asked.startswith(SOCKET)]
        if asked.startswith(SOCKET):
            self.sockets += 1
            if self.sockets_are in ("refused", "page"):
                writer.write(REFUSED if self.sockets_are == "refused" else PAGE)
                return await writer.drain()
            if self.sockets_are == "held":
                await reader.read()
                return None
        onward, upstream = await asyncio.open_connection("127.0.0.1", self._to)
        try:
            upstream.write(asked)
            if asked.startswith(SOCKET) and self.sockets_are != "passed":
                down = _mistreat(self.sockets_are, onward, writer)
            else:
                down = _pass_on(passing, onward, writer)
            ways = (_pass_on(passing, reader, upstream), down)
            both = [asyncio.ensure_future(way) for way in ways]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in both:
                    way.cancel()
                await asyncio.gather(*both, return_exceptions=True)
        finally:
            upstream.transport.abort()


async def _mistreat(how: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send down the answer to the handshake, then what is left of its messages."""
    with suppress(OSError):
        opening = await reader.readuntil(b"\r\n\r\n")
        for letter in opening if how == "drip" else ():
            writer.write(bytes([letter]))
            await asyncio.sleep(1)
        writer.write(opening)
        if how == "cut":
            writer.write(await reader.read(65536))
            return await writer.drain()
        loop = asyncio.get_running_loop()
        while said := await reader.read(65536):
            if how == "late":
                loop.call_later(LATE_S, writer.write, said)
    return None


async def _pass_on(
    passing: asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(OSError):
        while said := await reader.read(65536):
            await passing.wait()
            writer.write(said)
            await writer.drain()
        await passing.wait()
