"""A mail server that keeps the Message-ID of what it takes, a line each in a file: `python -m tests.bench.mail_sink PORT FILE`.

As little of SMTP as our sender needs, so that the board is measured and not its mail server.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

_NAME = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE | re.IGNORECASE)
_END = b"\r\n.\r\n"
_GREETING, _HELLO, _GO_ON, _YES, _BYE = (
    b"220 sink\r\n",
    b"250-sink\r\n250 8BITMIME\r\n",
    b"354 go on\r\n",
    b"250 OK\r\n",
    b"221 bye\r\n",
)


class Line(asyncio.Protocol):
    """One connection. What it took is in the file, by a write of its own, before it says yes."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._rest = b""
        self._mail = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(_GREETING)

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while self._transport is not None and (answer := self._next()):
            self._transport.write(answer)

    def _next(self) -> bytes:
        """The answer to the next thing said; empty when it has not come whole."""
        said, end, rest = self._rest.partition(_END if self._mail else b"\r\n")
        if not end:
            return b""
        self._rest = rest
        if self._mail:
            self._mail = False
            found = _NAME.search(said)
            os.write(self._file, (found[1] if found else b"none") + b"\n")
            return _YES
        word = said[:4].upper()
        self._mail = word == b"DATA"
        return {b"EHLO": _HELLO, b"DATA": _GO_ON, b"QUIT": _BYE}.get(word, _YES)


async def _serve(port: int, file: Path) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.get_running_loop().create_server(lambda: Line(opened), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
