"""A web process of a bench: on a port of its own, killed, frozen and started again as a line wants."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil

from board.embedded.child import spawn
from board.settings import environment_with
from tests.bench.raw_client import Http
from tests.bench.waiting import until_told

STARTS_WITHIN = 30.0


class Web:
    """One web process. Killed and started again it keeps its port."""

    def __init__(self, url: str, key: str, folder: Path, clock: Path | None = None) -> None:
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
            BOARD_CLOCK=str(clock or ""),
            BOARD_ORIGIN="",
            BOARD_TRUSTED_PROXIES="",
            BOARD_SECURE_COOKIES="no",
            BOARD_SOCKETS_A_SESSION="0",  # thousands of screens share the sign-ins of some people
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

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start it; it is not answering yet."""
        with self._log.open("ab") as output:
            command = [sys.executable, "-m", "board.cli", "web"]
            self._process = spawn(command, when_parent_dies=signal.SIGKILL, env=self._env, output=output)

    async def answers(self) -> None:
        """Wait until it does. Raises TimeoutError."""
        await until_told(self.healthy, within=STARTS_WITHIN, every=0.02)

    async def healthy(self) -> bool:
        """Whether it answers now."""
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


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
