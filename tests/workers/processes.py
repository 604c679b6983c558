"""Workers as processes of their own, to be asked to end or killed."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests import forked
from tests.forked import Process
from tests.processes import environment

STARTED = b"worker started"


def launch(log: Path, told: dict[str, str]) -> Process:
    """`board worker`, told this and nothing else; it dies with us."""
    with log.open("ab") as output:
        return forked.launch(["worker"], environment(**told), output)


def start(data: Path, database_url: str, redis_url: str | None = None, **settings: str) -> Process:
    """`board worker`, whose log goes to worker.log of its data folder."""
    told = {"BOARD_DATA": str(data), "DATABASE_URL": database_url, "REDIS_URL": redis_url or "", **settings}
    return launch(data / "worker.log", told)


class Worker:
    """A worker that is killed and started again, with a log of its own that says when it has begun."""

    def __init__(self, log: Path, told: dict[str, str]) -> None:
        self._log, self._told = log, told
        self._from = 0
        self._process: Process | None = None

    def launch(self) -> None:
        """Start it; it is not at work yet."""
        self._from = self._log.stat().st_size if self._log.exists() else 0
        self._process = launch(self._log, self._told)

    @property
    def process(self) -> Process:
        """The process it was launched as."""
        assert self._process is not None
        return self._process

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def at_work(self) -> bool:
        """Whether it has said since it was launched that it has begun."""
        if not self.alive:
            return False
        with self._log.open("rb") as log:
            log.seek(self._from)
            return STARTED in log.read()

    @property
    def busy(self) -> float:
        """Seconds of processor that it and what it keeps have used."""
        own = psutil.Process(self.process.pid)
        times = [one.cpu_times() for one in (own, *own.children(recursive=True))]
        return float(sum(one.user + one.system for one in times))

    def kill(self) -> None:
        """SIGKILL, whatever it is doing."""
        if self.alive:
            kill(self.process)


@contextmanager
def running(
    data: Path, database_url: str, redis_url: str | None = None, **settings: str
) -> Iterator[Process]:
    worker = start(data, database_url, redis_url, **settings)
    try:
        yield worker
    finally:
        end(worker)


def end(worker: Process) -> None:
    """Also where it was killed, or hangs."""
    if worker.poll() is None:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            kill(worker)


def kill(worker: Process) -> None:
    worker.kill()
    worker.wait()


def errands_of(worker: Process) -> list[psutil.Process]:
    """arq's process beside this worker, when there is one."""
    try:
        children = psutil.Process(worker.pid).children()
        return [child for child in children if "workers.errands" in child.cmdline()]
    except psutil.NoSuchProcess:
        return []
