"""One PostgreSQL and one Valkey for a whole run of the tests, shared by all its processes.

The first process that needs them starts a keeper (`python -m tests.servers FOLDER PID`) under a file lock; the
keeper owns both servers and ends with the run, also when the run is killed. Everything lies in one short folder
under /tmp that an account without rights can reach, since the servers do not run as root.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import psutil

from board.embedded import Postgres, Redis, places
from board.embedded.child import stop
from board.embedded.postgres import programs
from board.embedded.server import Server
from board.store.migrate import prepare
from tests import as_new

T = TypeVar("T")
FOLDER = "BOARD_TEST_RUN"
TEMPLATE = "as_new"
RESET = "as_new.sql"
START_S = 120.0
# Durable as in earnest; small, and without checkpoints in the middle of a test.
TUNED = {
    "shared_buffers": "64MB",
    "max_connections": "300",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}
# No test kills the run's own server, so that its data need not outlive a crash.
SHARED = TUNED | {"fsync": "off", "full_page_writes": "off"}
_spare: list[str] = []
"""Databases that earlier tests of this process used, as new again."""


@dataclass(frozen=True)
class Shared:
    """Where the run's servers are. database_url: the maintenance database, used by psql() alone."""

    database_url: str
    redis_url: str
    keeper: int


def open_run() -> Path:
    """Called once a run, by the process that started it."""
    folder = Path(tempfile.mkdtemp(prefix="bt-", dir="/tmp"))
    folder.chmod(0o755)
    os.environ[FOLDER] = str(folder)
    return folder


def close_run(folder: Path) -> None:
    shared = read(folder)
    if shared and psutil.pid_exists(shared.keeper):
        keeper = psutil.Process(shared.keeper)
        keeper.terminate()
        keeper.wait(60)
    shutil.rmtree(folder, ignore_errors=True)


def run_folder() -> Path:
    return Path(os.environ[FOLDER])


def new_folder() -> Path:
    """An empty one with a short path that the servers' account can reach."""
    folder = run_folder() / uuid.uuid4().hex[:8]
    folder.mkdir(mode=0o755)
    return folder


def shared() -> Shared:
    """The run's servers, started by whoever asks first."""
    folder = run_folder()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return read(folder) or start_keeper(folder)


def read(folder: Path) -> Shared | None:
    written = folder / "shared.json"
    return Shared(**json.loads(written.read_text())) if written.exists() else None


def start_keeper(folder: Path) -> Shared:
    owner = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.servers", folder, str(owner)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout
    with keeper.stdout:
        keeper.stdout.readline()  # one line when ready, or the end of a keeper that failed
    found = read(folder)
    if found is None:
        stop(keeper, signal.SIGTERM, 20)
        raise RuntimeError("the test servers did not start:\n" + (folder / "keeper.log").read_text())
    keeper.returncode = 0  # it outlives this process; close_run() ends it
    return found


def keep(folder: Path, owner: int) -> None:
    """What the keeper does: make, serve, and end with the run."""
    postgres, redis = Postgres(folder / "s", SHARED), Redis(folder / "s", databases=128)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    threading.Thread(target=wait_for, args=(owner, ended), daemon=True).start()
    try:
        url = postgres.start()
        asyncio.run(prepare(url))
        postgres.stop()
        copy_cluster(folder / "s", folder / "pristine")
        url = postgres.start()
        psql(f"create database {TEMPLATE} template board", url)
        (folder / RESET).write_text(as_new.statements(lambda query: psql(query, url, TEMPLATE)))
        psql(f"alter database {TEMPLATE} allow_connections false", url)
        told = Shared(maintenance(url), redis.start(), os.getpid())
        draft = folder / "shared.draft"
        draft.write_text(json.dumps(asdict(told)))
        draft.rename(folder / "shared.json")
        print("ready", flush=True)
        ended.wait()
    finally:
        redis.stop()
        postgres.stop()
    if not psutil.pid_exists(owner):
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(owner: int, ended: threading.Event) -> None:
    with suppress(psutil.NoSuchProcess):
        psutil.Process(owner).wait()
    ended.set()


def copy_cluster(source: Path, target: Path) -> None:
    """A stopped cluster as a new one, a tenth of the time that making one takes."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", source / "postgres", target / "postgres"], check=True)


def maintenance(url: str) -> str:
    return at(url, "postgres")


def at(url: str, database: str) -> str:
    """The same server, another of its databases."""
    start, _, query = url.partition("?")
    return f"{start.rpartition('/')[0]}/{database}?{query}"


def psql(statement: str, url: str | None = None, database: str = "postgres") -> str:
    """Statements as the superuser, outside any transaction and any event loop."""
    address = at(url or shared().database_url, database).replace("//board@", "//postgres@")
    command = [
        str(_programs(run_folder() / "s") / "psql"),
        address,
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-f",
        "-",
    ]
    done = subprocess.run(command, input=statement, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


_programs = cache(lambda folder: programs(places.find(folder)))
"""Kept, because finding the programs starts one to see whether the servers' account reaches them."""


class Superuser:
    """A line of this process to the run's server, with a loop in a thread of its own: a test may keep the caller's loop busy."""

    def __init__(self) -> None:
        self._url = shared().database_url.replace("//board@", "//postgres@")
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._conn = self._do(asyncpg.connect(self._url))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def run(self, statements: str) -> None:
        """Outside any database of a test. Raises asyncpg.PostgresError."""
        self._do(self._conn.execute(statements))

    def run_in(self, database: str, statements: str) -> None:
        """By a connection for these alone. Raises asyncpg.PostgresError."""
        self._do(self._run_in(at(self._url, database), statements))

    async def _run_in(self, url: str, statements: str) -> None:
        conn = await asyncpg.connect(url)
        try:
            await conn.execute(statements)
        finally:
            await conn.close()


superuser = cache(Superuser)
_reset = cache(lambda folder: (folder / RESET).read_text())


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """A database as new, laid from schema.sql, for one test; if there is one that an earlier test used, it is made as new."""
    if _spare:  # renamed, since the board keeps what it read of a database by its address
        superuser().run(f"alter database {_spare.pop()} rename to {name}")
    else:
        superuser().run(f"create database {name} template {TEMPLATE} owner board")
    try:
        yield at(shared().database_url, name)
    finally:
        try:
            superuser().run_in(name, _reset(run_folder()))
            _spare.append(name)
        except asyncpg.PostgresError:  # the test changed more than rows, or dropped it
            superuser().run(f"drop database if exists {name} with (force)")


class Cluster:
    """Servers of one test's own, to kill. The database `board` is as new."""

    def __init__(self, data: Path, settings: Mapping[str, str] = TUNED) -> None:
        self.data = data
        self.postgres = Postgres(data, settings)
        self.redis = Redis(data)

    def start(self) -> str:
        return self.postgres.start()

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()


def kill_server(server: Server) -> None:
    """The server's first process alone, as a crash would, and see it gone: what it leaves behind is for its start to clear away."""
    if server.pid is not None:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(server.pid)
            process.kill()
            process.wait(20)


@contextmanager
def own_cluster(data: Path) -> Iterator[Cluster]:
    """A cluster copied from the run's pristine one, not yet started."""
    shared()
    copy_cluster(run_folder() / "pristine", data)
    cluster = Cluster(data)
    try:
        yield cluster
    finally:
        cluster.stop()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
