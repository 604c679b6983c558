"""Everything that can be killed: PostgreSQL, Redis, a web process, workers with arq beside them; and a mail server that nobody kills."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from time import monotonic

import psutil

from board.embedded import Postgres, Redis
from board.embedded.child import spawn
from board.embedded.server import Server
from tests.processes import KEY, Web, free_port
from tests.servers import kill_server
from tests.until import until
from tests.workers.processes import Worker, errands_of

STARTS_WITHIN_S, LOOK_S = 60.0, 0.05
KINDS = ("worker", "arq", "web", "postgresql")


class Rig:
    """A deployment on servers of its own. Everything in it but the mail server may be killed, and is started again at once."""

    def __init__(self, folder: Path, postgres: Postgres, redis: Redis | None, random: Random) -> None:
        self.folder, self.random = folder, random
        self.postgres, self.redis = postgres, redis
        self.clock, self.mail = folder / "clock", folder / "mail"
        self.workers: list[Worker] = []
        self.webs: list[Web] = []
        self.killed: Counter[str] = Counter()
        self.url = self.redis_url = ""

    def servers(self) -> None:
        """Bring up PostgreSQL and Redis."""
        self.url = self.postgres.start()
        self.redis_url = self.redis.start() if self.redis else ""

    @contextmanager
    def running(self, url: str, *, workers: int, webs: int) -> Iterator[None]:
        """Workers and web processes on this database, beside the mail server; all gone afterwards."""
        with mail_sink(self.folder, self.mail) as port:
            self._make(url, port, workers, webs)
            try:
                for web in self.webs:
                    web.launch()
                for worker in self.workers:
                    worker.launch()
                yield
            finally:
                for web in self.webs:
                    web.kill()
                self.kill_workers()

    def _make(self, url: str, port: int, workers: int, webs: int) -> None:
        told = {
            "DATABASE_URL": url,
            "REDIS_URL": self.redis_url,
            "BOARD_DATA": str(self.folder),
            "BOARD_SECRET_KEY": KEY,
            "BOARD_CLOCK": str(self.clock),
            "BOARD_MAIL_URL": f"smtp://127.0.0.1:{port}",
            "BOARD_MAIL_A_MINUTE": "1000000",
        }
        logs = [self.folder / f"worker-{number}.log" for number in range(workers)]
        self.workers = [Worker(log, told) for log in logs]
        self.webs = [Web(url, self.folder, more={"BOARD_CLOCK": str(self.clock)}) for _ in range(webs)]

    async def at_work(self) -> None:
        """Wait until every worker has begun and every web process answers. Raises TimeoutError."""
        await until(lambda: all(one.at_work for one in self.workers), within=STARTS_WITHIN_S, every=0.05)
        for web in self.webs:
            await web.answers()

    def tend(self) -> None:
        """A process that finds no database when it starts says so and ends; whatever runs it starts it again."""
        for web in self.webs:
            if not web.running:
                web.launch()
        for worker in self.workers:
            if not worker.alive:
                worker.launch()

    def kill_workers(self) -> None:
        """All of them, and nobody starts them again."""
        for worker in self.workers:
            worker.kill()

    async def choose(self) -> str:
        """What is killed next: any kind of it that is at work, while some worker is, so that there is work to be hurt. What was killed
        seldom is likelier, for else what is slow in coming back would hardly be hit. Raises TimeoutError.
        """
        kinds = [*KINDS, "redis"] if self.redis else list(KINDS)
        (kind,) = self.random.choices(kinds, [1 / (1 + self.killed[kind]) for kind in kinds])
        end = monotonic() + STARTS_WITHIN_S
        while monotonic() < end:
            self.tend()
            found = await self._blows()
            if kind in found and "worker" in found:
                return kind
            await asyncio.sleep(LOOK_S)
        raise TimeoutError(f"no {kind} beside a worker within {STARTS_WITHIN_S:.0f} s")

    async def strike(self, kind: str) -> bool:
        """Kill one of this kind with kill -9, and start it again; answers whether there was one at work."""
        blow = (await self._blows()).get(kind)
        if blow is not None:
            blow()
            self.killed[kind] += 1
        return blow is not None

    async def _blows(self) -> dict[str, Callable[[], None]]:
        found: dict[str, Callable[[], None]] = {}
        working = [worker for worker in self.workers if worker.at_work]
        if working:
            found["worker"] = lambda: self._again(self.random.choice(working))
        errands = [child for worker in working for child in errands_of(worker.process)]
        if errands:
            found["arq"] = lambda: _kill(self.random.choice(errands))
        webs = [web for web in self.webs if await web.healthy()]
        if webs:
            found["web"] = lambda: self._web_again(self.random.choice(webs))
        found["postgresql"] = lambda: _server_again(self.postgres)
        redis = self.redis
        if redis is not None:
            found["redis"] = lambda: _server_again(redis)
        return found

    def _again(self, worker: Worker) -> None:
        worker.kill()
        worker.launch()

    def _web_again(self, web: Web) -> None:
        web.send(signal.SIGKILL)
        web.launch()


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _server_again(server: Server) -> None:
    kill_server(server)
    while server.alive():
        pass
    server.start()


@contextmanager
def mail_sink(folder: Path, file: Path) -> Iterator[int]:
    """The mail server in a process of its own, which writes the Message-ID of each mail it takes into this file; its port."""
    port = free_port()
    with (folder / "mail.log").open("ab") as log:
        command = [sys.executable, "-m", "tests.bench.mail_sink", str(port), str(file)]
        process = spawn(command, when_parent_dies=signal.SIGKILL, output=log)
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def taken(file: Path) -> Counter[str]:
    """How often each Message-ID came."""
    return Counter(file.read_text().split() if file.exists() else ())
