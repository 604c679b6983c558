"""A mail server for tests: it keeps what it takes, raw, and misbehaves as it is told. In this process, or in one of its own.

`python -m tests.sink PORT FILE` keeps a JSON line a message in FILE, so that a test may kill whoever sends.
"""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from board.embedded.child import spawn
from tests.processes import free_port


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail as it came over the wire. sender: of the envelope, where it goes back to."""

    to: str
    sender: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        read = message_from_bytes(self.raw, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class Sink:
    """What a server does with mail. rcpt, data: what it answers, by how often it was asked; OK when it has nothing to say."""

    taken: list[Taken] = field(default_factory=list)
    rcpt: Callable[[int], str | None] = lambda _: None
    data: Callable[[int], str | None] = lambda _: None
    asked: int = 0
    given: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Every address, unless told otherwise."""
        self.asked += 1
        answer = self.rcpt(self.asked)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep it. `die`: take it, and go away without a word. `stall`: take it and say nothing."""
        self.given += 1
        answer = self.data(self.given)
        if answer and answer not in ("die", "stall"):
            return answer
        assert isinstance(envelope.content, bytes)
        self.keep(Taken(envelope.rcpt_tos[0], envelope.mail_from or "", envelope.content))
        if answer == "die":
            assert server.transport is not None
            server.transport.abort()
        if answer == "stall":
            await asyncio.sleep(60)
        return "250 OK"

    def keep(self, taken: Taken) -> None:
        self.taken.append(taken)


@contextmanager
def listening(sink: Sink) -> Iterator[Sink]:
    """The sink at a port of this machine, in a thread."""
    sink.port = sink.port or free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def apart(file: Path) -> Iterator[str]:
    """A sink in a process of its own; its address."""
    port = free_port()
    command = [sys.executable, "-m", "tests.sink", str(port), str(file)]
    process = spawn(command, when_parent_dies=signal.SIGKILL)
    try:
        end = time.monotonic() + 20
        while not _answers(port):
            assert time.monotonic() < end and process.poll() is None, "the sink does not answer"
            time.sleep(0.05)
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def kept_in(file: Path) -> list[Taken]:
    """What a sink of its own has taken so far."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [Taken(one["to"], one["sender"], base64.b64decode(one["raw"])) for one in map(json.loads, lines)]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class _Kept(Sink):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file.open("a", buffering=1)

    def keep(self, taken: Taken) -> None:
        raw = base64.b64encode(taken.raw).decode()
        self._file.write(json.dumps({"to": taken.to, "sender": taken.sender, "raw": raw}) + "\n")


async def _serve(port: int, file: Path) -> None:
    kept = _Kept(file)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(kept), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
