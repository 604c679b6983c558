"""What stands between a browser and the board in a real place, and what it can do to them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.browser.real.stage import Loop

SOCKET = b"GET /live/socket"
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """Passes everything on, until it is told to keep what stands open open and pass nothing, or to refuse sockets."""

    def __init__(self, loop: Loop, port: int) -> None:
        self.refusing = False
        self.sockets = 0
        self._loop, self._to = loop, port
        self._passing = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = loop.do(self._start())
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def fall_silent(self) -> None:
        """Nobody hears anything any more over what is open now, and nobody is told. What is opened later works."""

        async def change() -> None:
            self._passing.clear()
            self._passing = asyncio.Event()
            self._passing.set()

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
        self._passing.set()
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
        asked, passing = await reader.read(65536), self._passing
        if asked.startswith(SOCKET):
            self.sockets += 1
            if self.refusing:
                writer.write(REFUSED)
                return await writer.drain()
        onward, upstream = await asyncio.open_connection("127.0.0.1", self._to)
        try:
            upstream.write(asked)
            ways = (_pass_on(passing, reader, upstream), _pass_on(passing, onward, writer))
            both = [asyncio.ensure_future(way) for way in ways]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in both:
                    way.cancel()
                await asyncio.gather(*both, return_exceptions=True)
        finally:
            upstream.transport.abort()


async def _pass_on(
    passing: asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(OSError):
        while said := await reader.read(65536):
            await passing.wait()
            writer.write(said)
            await writer.drain()
        await passing.wait()
