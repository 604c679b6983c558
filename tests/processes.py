"""Real web processes for tests, and pages that listen to them with the raw frames kept: what a screen was really sent."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import httpx
import psutil
import websockets

from board.commands.screens import begin_pairing, pair_screen, pairing_code, screen_key
from board.commands.sign_in import complete_sign_in, open_session
from board.domain.audiences import Audience
from board.domain.people import Actor
from board.live.frames import Frame
from board.secrets import Secrets, new_token, token_hash
from board.store.engine import Database
from board.store.sessions import session_of
from tests import forked
from tests.live.page import LiveRegion, read
from tests.until import until as eventually

KEY = "a server key for tests that is long enough"
PATIENCE = 60.0
OUR_SETTINGS = ("BOARD_", "DATABASE_", "REDIS_", "PORT", "HOST")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**told: str) -> dict[str, str]:
    """For a process of the board: what it is told, and nothing that somebody has set for a board of their own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(OUR_SETTINGS)}
    return {**kept, **told}


@dataclass
class Web:
    """A web process that can be killed, frozen and started again at the same address."""

    database_url: str
    data: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    process: forked.Process | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data / f"web-{self.port}.log"

    @property
    def running(self) -> bool:
        """Whether the process is there, answering or not."""
        return self.process is not None and self.process.poll() is None

    @property
    def info(self) -> psutil.Process:
        """The process, to look at its memory and time."""
        assert self.process
        return psutil.Process(self.process.pid)

    @property
    def busy(self) -> float:
        """Seconds of processor that it has used."""
        times = self.info.cpu_times()
        return float(times.user + times.system)

    def launch(self) -> None:
        """Start it; it is not answering yet. It dies with us."""
        told = {
            "DATABASE_URL": self.database_url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "BOARD_DATA": str(self.data),
            "BOARD_SECRET_KEY": KEY,
            "REDIS_URL": "redis://127.0.0.1:1",
        }
        with self.log.open("ab") as log:
            self.process = forked.launch(["web"], environment(**{**told, **self.more}), log)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.launch()
        until(self.alive, what=lambda: self.log.read_text())

    async def answers(self) -> None:
        """Wait until it does, without stopping the loop."""
        await eventually(self.healthy, PATIENCE)

    def alive(self) -> bool:
        line = HTTPConnection(
            "127.0.0.1", self.port, timeout=1
        )  # httpx reads the machine's certificates at each call
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    async def healthy(self) -> bool:
        """Whether it answers now."""
        try:
            async with httpx.AsyncClient(timeout=5, verify=False) as client:
                return (await client.get(f"{self.base}/healthz")).status_code == 200
        except httpx.HTTPError:
            return False

    def send(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait(10)

    def kill(self) -> None:
        """kill -9, also of one that is frozen."""
        if self.running:
            self.send(signal.SIGKILL)


def until(holds: Callable[[], Any], *, what: Callable[[], str] = lambda: "") -> None:
    """Wait for something to be true; it is asked again and again, and time is only the end of patience."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain; {what()[-2000:]}"
        time.sleep(0.02)


async def soon(
    holds: Callable[[], Any], *, what: Callable[[], str] = lambda: "", patience: float = PATIENCE
) -> None:
    """The same without stopping the loop."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, f"waited in vain; {what()[-2000:]}"
        await asyncio.sleep(0.01)


@contextmanager
def web_processes(database_url: str, data: Path, count: int = 1, **more: str) -> Iterator[list[Web]]:
    """So many web processes on one database."""
    found = [Web(database_url, data, more=more) for _ in range(count)]
    try:
        for web in found:
            web.start()
        yield found
    finally:
        for web in found:
            web.kill()


async def sign_in(db: Database, actor: Actor, *, now: datetime | None = None) -> str:
    """A whole session for this person; its cookie. Passwords and codes have tests of their own."""
    half, whole, now = new_token(), new_token(), now or datetime.now(UTC)
    async with db.transaction() as tx:
        await open_session(tx, actor.person_id, b"test", token_hash(half), now=now)
    async with db.transaction() as tx:
        session = await session_of(tx.conn, token_hash(half), now)
        assert session
        await complete_sign_in(tx, session, b"test", token_hash(whole), factor="app", now=now)
    return whole


async def enrol_wall(db: Database, manager: Actor, name: str = "Duty room") -> str:
    """A paired wall's key."""
    secrets, now = Secrets([KEY]), datetime.now(UTC)
    async with db.transaction() as tx:
        waiting = await begin_pairing(tx, secrets, now=now)
    async with db.transaction() as tx:
        await pair_screen(tx, manager, secrets, pairing_code(secrets, waiting.pairing_id), name, now=now)
    return screen_key(secrets, waiting.pairing_id)


@dataclass
class Page:
    """A page of one viewer: what was drawn, every message since, raw, and the regions they make."""

    web: Web
    cookies: dict[str, str]
    path: str
    html: str = ""
    token: str = ""
    regions: list[LiveRegion] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    beats: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    closed: int | None = None

    @property
    def cookie(self) -> str:
        return "; ".join(f"{k}={v}" for k, v in self.cookies.items())

    async def get(self) -> None:
        """Fetch the page as a browser would."""
        async with httpx.AsyncClient(cookies=self.cookies, timeout=10, verify=False) as client:
            reply = await client.get(self.web.base + self.path)
        assert reply.status_code == 200, (reply.status_code, reply.headers.get("location"), reply.text[:500])
        self.read(reply.text)

    def read(self, html: str) -> None:
        self.html = html
        found = re.search(r'data-page="([^"]+)"', html)
        assert found
        self.token = found[1]
        self.regions = read(html)

    def since(self) -> str:
        return ".".join(str(n) for n in (self.regions[0].epoch, *(region.seq for region in self.regions)))

    @property
    def seq(self) -> int:
        return min(region.seq for region in self.regions)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Page]:
        """With its socket open."""
        task = asyncio.create_task(self._listen())
        try:
            await soon(lambda: self.told or self.closed is not None, what=lambda: self.web.log.read_text())
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _listen(self) -> None:
        address = f"ws://127.0.0.1:{self.web.port}/live/socket?page={self.token}&since={self.since()}"
        headers = {"Cookie": self.cookie, "Origin": self.web.base}
        try:
            async with websockets.connect(address, additional_headers=headers, max_size=None) as line:
                async for message in line:
                    self.take(message if isinstance(message, str) else message.decode())
        except websockets.ConnectionClosed as closed:
            self.closed = closed.rcvd.code if closed.rcvd else 1006
        except (OSError, websockets.InvalidStatus, websockets.InvalidMessage):
            self.closed = 1006
        else:
            self.closed = line.close_code

    def take(self, message: str) -> None:
        """What static/live.js does with a message."""
        self.raw.append(message)
        said = json.loads(message)
        if "beat" in said:
            self.beats.append(said)
            for region in self.regions:
                region.seq = max(region.seq, said["seq"])
        elif "audience" in said:
            self.outcomes.append(self.apply(said))
        else:
            self.told.append(said)

    def apply(self, said: dict[str, Any]) -> str:
        kind, hub, key = said["audience"].split(":", 2)
        frame = Frame(Audience(kind, int(hub), key), said["epoch"], said["from"], said["to"], said["content"])
        (region,) = [one for one in self.regions if one.audience == said["audience"]]
        return region.take(frame)

    async def fresh(self) -> Page:
        """The same page fetched anew."""
        anew = Page(self.web, self.cookies, self.path)
        await anew.get()
        return anew

    def pictures(self) -> list[dict[str, str]]:
        return [region.picture() for region in self.regions]
