"""A mail server that keeps the Message-ID of what it takes, a line each in a file: `python -m board.bench.mail_sink PORT FILE`."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_NAME = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE | re.IGNORECASE)


class _Sink:
    def __init__(self, file: Path) -> None:
        self._file = file.open("ab", buffering=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take it."""
        assert isinstance(envelope.content, bytes)
        found = _NAME.search(envelope.content)
        self._file.write((found[1] if found else b"none") + b"\n")
        return "250 OK"


async def _serve(port: int, file: Path) -> None:
    sink = _Sink(file)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
