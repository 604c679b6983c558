"""The least a client needs of HTTP and WebSocket: so light that the server, not the client, is what is measured."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import Callable
from time import monotonic
from typing import Any, cast

IDLE = 4.0  # the server keeps an idle connection for five seconds
PONG, PING, CLOSE, TEXT = 0xA, 0x9, 0x8, 0x1


def upgrade(path: str, port: int, cookie: str) -> bytes:
    """The request that opens a socket, as our page's script would send it."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Cookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def masked(opcode: int, payload: bytes) -> bytes:
    """A short client frame (under 126 bytes)."""
    mask = os.urandom(4)
    body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return struct.pack("!BB", 0x80 | opcode, 0x80 | len(payload)) + mask + body


class Wire(asyncio.Protocol):
    """One socket. heard(payload) for each text message, over() when it is gone; a ping is answered by itself."""

    def __init__(self, hello: bytes, heard: Callable[[bytes], None], over: Callable[[], None]) -> None:
        self.hello = hello
        self.heard = heard
        self.over = over
        self.open = False
        self.bytes = 0
        self._rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.hello)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        self.over()

    def data_received(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        if not self.open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            if b" 101 " not in head[:20]:
                self.cut()
                return
            self.open = True
        self._rest = data[self._messages(data) :]

    def _messages(self, data: bytes) -> int:
        """Hand on each whole message; answers where the first that is not whole begins."""
        start, size = 0, len(data)
        while size - start >= 2:
            length, body = data[start + 1] & 0x7F, start + 2
            if length == 126:
                if size - body < 2:
                    break
                length, body = int.from_bytes(data[body : body + 2]), body + 2
            elif length == 127:
                if size - body < 8:
                    break
                length, body = int.from_bytes(data[body : body + 8]), body + 8
            if size - body < length:
                break
            self.bytes += length
            self._message(data[start] & 0x0F, data[body : body + length])
            start = body + length
        return start

    def _message(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.heard(payload)
        elif opcode == PING and self.transport is not None:
            self.transport.write(masked(PONG, payload))
        elif opcode == CLOSE:
            self.cut()

    def cut(self) -> None:
        """Drop the connection, as a cable pulled out would."""
        if self.transport is not None:
            self.transport.abort()


class Http:
    """One kept connection to one server, a request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._used_at = 0.0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, bytes]:
        """Status and body. Raises OSError or EOFError when the server is gone; the next request connects anew."""
        try:
            return await self._ask(method, path, headers, body)
        except (OSError, EOFError):
            self.close()
            raise

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if monotonic() - self._used_at > IDLE:
            self.close()  # the server is about to, or has: a browser would notice and connect anew
        self._used_at = monotonic()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        reader, writer = self._streams
        said = {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Length": str(len(body)),
            **headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = head.partition("content-length:")[2].partition("\r\n")[0]
        return int(head[9:12]), await reader.readexactly(int(length or 0))

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


def form(**fields: Any) -> tuple[dict[str, str], bytes]:
    """Header and body of a form with plain values."""
    from urllib.parse import urlencode

    return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode()
