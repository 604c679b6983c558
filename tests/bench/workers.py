"""A worker process of a bench: killed, stopped and started again as a line wants."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from board.embedded.child import spawn

STARTED = b"worker started"


class Worker:
    """`board worker`, with a log of its own that says when it has begun."""

    def __init__(self, log: Path, env: dict[str, str]) -> None:
        self._log, self._env = log, env
        self._from = 0
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it; it is not at work yet."""
        with self._log.open("ab") as output:
            self._from = output.tell()
            command = [sys.executable, "-m", "board.cli", "worker"]
            self._process = spawn(command, when_parent_dies=signal.SIGKILL, env=self._env, output=output)

    @property
    def pid(self) -> int:
        """The process it was launched as."""
        assert self._process is not None
        return self._process.pid

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
        own = psutil.Process(self.pid)
        times = [one.cpu_times() for one in (own, *own.children(recursive=True))]
        return float(sum(one.user + one.system for one in times))

    def errands(self) -> list[psutil.Process]:
        """arq's process beside it, when there is one."""
        with suppress(psutil.Error):
            children = psutil.Process(self.pid).children()
            return [child for child in children if "workers.errands" in child.cmdline()]
        return []

    def kill(self) -> None:
        """SIGKILL, whatever it is doing."""
        if self._process is not None and self.alive:
            self._process.kill()
            self._process.wait()
