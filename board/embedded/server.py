"""What the two embedded servers have in common: a lock, a folder, a child, a log."""

from __future__ import annotations

import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from board.embedded import child, places
from board.embedded.lock import Lock, held
from board.embedded.trouble import CannotStart, check_room, explain

PATIENCE_S = 60.0  # for crash recovery of a large database
POLL_S = 0.01
LARGEST_LOG = 10 * 2**20


class Server(ABC):
    """A server under our own supervision. start() may be called again whenever alive() says no."""

    name: ClassVar[str]
    program: ClassVar[str]
    key: ClassVar[str]
    gently: ClassVar[signal.Signals]

    def __init__(self, data: Path) -> None:
        self.data = data
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: Lock | None = None

    def start(self) -> str:
        """Answer the server's address, with the server up and taking connections. Raises CannotStart."""
        place = places.settle(self.data)
        if not self.alive():
            self._lock = self._lock or Lock(place.data / f"{self.key}.lock")
            self._lock.take()
            try:
                self._launch(place)
            except BaseException:
                self.stop()
                raise
        return self.url(place)

    def stop(self) -> None:
        """End the server cleanly and let go of its data."""
        if self._process:
            child.stop(self._process, self.gently, patience=20)
            self._process = None
        if self._lock:
            self._lock.release()
            self._lock = None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self.alive() else None

    def _launch(self, place: places.Place) -> None:
        check_room(place.home)
        child.end_orphans(self.program, self.folder(place), self.gently)
        log = self._log(place)
        self.prepare(place, log)
        with log.open("ab") as output:
            self._process = child.spawn(
                self.command(place),
                when_parent_dies=self.gently,
                account=place.account,
                cwd=self.folder(place),
                env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
                output=output,
            )
        self._wait_until_ready(place, log)

    def _wait_until_ready(self, place: places.Place, log: Path) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.ready(place):
            if not self.alive():
                raise explain(self.name, log, place.home)
            if time.monotonic() > end:
                raise CannotStart(
                    f"{self.name} did not start within {PATIENCE_S:.0f} seconds; its log is {log}."
                )
            time.sleep(POLL_S)

    def _log(self, place: places.Place) -> Path:
        log = place.log / f"{self.key}.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        log.touch(mode=0o600)
        return log

    @classmethod
    def folder(cls, place: places.Place) -> Path:
        """Where the server's own files are, and where it works."""
        return place.home / cls.key

    @classmethod
    def running(cls, data: Path) -> bool:
        """Whether some process keeps this server running on this data now."""
        return held(data.resolve() / f"{cls.key}.lock")

    @classmethod
    @abstractmethod
    def url(cls, place: places.Place) -> str:
        """Where it answers."""

    @abstractmethod
    def prepare(self, place: places.Place, log: Path) -> None:
        """Lay its files, when they are not there."""

    @abstractmethod
    def command(self, place: places.Place) -> list[str | Path]:
        """What runs it in the foreground."""

    @abstractmethod
    def ready(self, place: places.Place) -> bool:
        """Whether it answers now."""
