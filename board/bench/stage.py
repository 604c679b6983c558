"""Where a bench happens: a PostgreSQL of its own in a temporary folder, a database for each line, web processes on loopback."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from board.bench.helper import Helper
from board.bench.waiting import until_told
from board.bench.wire import Http
from board.embedded import Postgres
from board.embedded.child import spawn
from board.settings import environment_with
from board.store.engine import Database

STARTS_WITHIN = 30.0
# When each transaction was committed, by the server itself: nobody who waits for a turn of the processor can get it wrong.
SERVER = {"track_commit_timestamp": "on", "shared_buffers": "256MB"}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is done. quick: within two minutes, for a look; sockets: how many open screens, one run each."""

    quick: bool
    sockets: tuple[int, ...]

    def of(self, full: int, quick: int) -> int:
        """One of two numbers."""
        return quick if self.quick else full


class Web:
    """One web process. Killed and started again it keeps its port."""

    def __init__(self, url: str, key: str, folder: Path) -> None:
        self.port = free_port()
        self._log = folder / f"web-{self.port}.log"
        self._env = environment_with(
            DATABASE_URL=url,
            DATABASE_LISTEN_URL="",
            PORT=str(self.port),
            HOST="127.0.0.1",
            BOARD_DATA=str(folder),
            BOARD_SECRET_KEY=key,
            BOARD_SECRET_KEY_OLD="",
            BOARD_CLOCK="",
            BOARD_ORIGIN="",
            BOARD_TRUSTED_PROXIES="",
            BOARD_SECURE_COOKIES="no",
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> psutil.Process:
        """The process, to look at its memory and time."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    @property
    def busy(self) -> float:
        """Seconds of processor it has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def launch(self) -> None:
        """Start it; it is not answering yet."""
        with self._log.open("ab") as output:
            command = [sys.executable, "-m", "board.cli", "web"]
            self._process = spawn(command, when_parent_dies=signal.SIGKILL, env=self._env, output=output)

    async def answers(self) -> None:
        """Wait until it does. Raises TimeoutError."""
        await until_told(self._healthy, within=STARTS_WITHIN, every=0.02)

    async def _healthy(self) -> bool:
        http = Http(self.port)
        try:
            return (await http.ask("GET", "/healthz", {}))[0] == 200
        except (OSError, EOFError):
            return False
        finally:
            http.close()

    def send(self, number: signal.Signals) -> None:
        """SIGSTOP, SIGCONT, SIGKILL."""
        assert self._process is not None
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait()

    def end(self) -> None:
        """Whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self.send(signal.SIGKILL)


class Stage:
    """Servers and processes of one bench. Everything it started ends with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = secrets.token_urlsafe(32)
        self.postgres = Postgres(folder, SERVER)
        self.url = ""
        self._copies = 0

    def start(self) -> None:
        """Bring PostgreSQL up. Raises CannotStart."""
        self.url = self.postgres.start()

    def at(self, database: str, *, superuser: bool = False) -> str:
        """The address of one of its databases."""
        start, _, query = self.url.partition("?")
        start = start.replace("//board@", "//postgres@") if superuser else start
        return f"{start.rpartition('/')[0]}/{database}?{query}"

    @asynccontextmanager
    async def copy(self, of: str = "board") -> AsyncIterator[str]:
        """A database as another one is, for one line or one run; the other may not be in use. Gives its address."""
        self._copies += 1
        name = f"copy_{self._copies}"
        await self.word(f"create database {name} template {of} owner board")
        try:
            yield self.at(name)
        finally:
            await self.word(f"drop database {name} with (force)")

    async def word(self, statement: str, database: str = "postgres") -> None:
        """One statement as the superuser of this cluster, which is ours alone."""
        conn = await asyncpg.connect(self.at(database, superuser=True))
        try:
            await conn.execute(statement)
        finally:
            await conn.close()

    @asynccontextmanager
    async def web(self, url: str, processes: int = 1) -> AsyncIterator[list[Web]]:
        """Web processes on this database, all answering."""
        webs = [Web(url, self.key, self.folder) for _ in range(processes)]
        try:
            for web in webs:
                web.launch()
            await asyncio.gather(*(web.answers() for web in webs))
            yield webs
        finally:
            for web in webs:
                web.end()

    @asynccontextmanager
    async def helpers(self, kind: str, processes: int) -> AsyncIterator[list[Helper]]:
        """Client processes. kind: `module:Class` in board.bench."""
        started: list[Helper] = []
        try:
            for _ in range(processes):
                started.append(await Helper.start(f"board.bench.{kind}", self.folder / "helpers.log"))
            yield started
        finally:
            for helper in started:
                await helper.kill()


@asynccontextmanager
async def database(url: str, pool_size: int = 8) -> AsyncIterator[Database]:
    """The board's own engine on this address."""
    opened = Database(url, pool_size=pool_size)
    try:
        yield opened
    finally:
        await opened.close()


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage in a temporary folder that the servers' account can reach; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)
    made = Stage(folder)
    try:
        made.start()
        yield made
    finally:
        made.postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def name_of(url: str) -> str:
    """The database in an address, to copy it."""
    return url.partition("?")[0].rpartition("/")[2]


def freeze(root: psutil.Process, number: signal.Signals) -> None:
    """Send a signal to a process and all its children: a server stops or goes on as one."""
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            os.kill(process.pid, number)


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
