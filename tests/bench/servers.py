"""Where a bench happens: a PostgreSQL of its own in a temporary folder, a database for each line, web processes on loopback."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from board.store.engine import Database
from tests.bench.client_process import ClientProcess
from tests.processes import KEY, Web
from tests.servers import Cluster, at

# When each transaction was committed, by the server itself: nobody who waits for a turn of the processor can get it wrong.
SERVER = {"track_commit_timestamp": "on", "shared_buffers": "256MB"}

SCREENS = {"BOARD_SOCKETS_A_SESSION": "0"}  # thousands of screens share the sign-ins of some people


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is done. quick: within some six minutes, for a look; sockets: how many open screens, one run each."""

    quick: bool
    sockets: tuple[int, ...]

    def of(self, full: int, quick: int) -> int:
        """One of two numbers."""
        return quick if self.quick else full


class Servers:
    """Servers and processes of one bench. Everything it started ends with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = KEY
        self.postgres = Cluster(folder, SERVER).postgres
        self.url = ""
        self._copies = 0

    def start(self) -> None:
        """Bring PostgreSQL up. Raises CannotStart."""
        self.url = self.postgres.start()

    def at(self, database: str, *, superuser: bool = False) -> str:
        """The address of one of its databases."""
        there = at(self.url, database)
        return there.replace("//board@", "//postgres@") if superuser else there

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
        webs = [Web(url, self.folder, more=SCREENS) for _ in range(processes)]
        try:
            for web in webs:
                web.launch()
            await asyncio.gather(*(web.answers() for web in webs))
            yield webs
        finally:
            for web in webs:
                web.kill()

    @asynccontextmanager
    async def clients(self, kind: str, processes: int) -> AsyncIterator[list[ClientProcess]]:
        """Client processes. kind: `module:Class` in tests.bench."""
        started: list[ClientProcess] = []
        try:
            for _ in range(processes):
                started.append(await ClientProcess.start(f"tests.bench.{kind}", self.folder / "clients.log"))
            yield started
        finally:
            for client in started:
                await client.kill()


@asynccontextmanager
async def database(url: str, pool_size: int = 8) -> AsyncIterator[Database]:
    """The board's own engine on this address."""
    opened = Database(url, pool_size=pool_size)
    try:
        yield opened
    finally:
        await opened.close()


@contextmanager
def bench_servers() -> Iterator[Servers]:
    """A servers in a temporary folder that the servers' account can reach; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)
    made = Servers(folder)
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
