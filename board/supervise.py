"""Keep a child process running: started again when it dies, ever more slowly when it keeps dying."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from board.embedded.child import spawn, stop

PATIENCE_S = 15.0
FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 15.0
HEALTHY_S = 30.0


def wait_before(failures: int) -> float:
    """Seconds before a child that died this many times in a row is started again."""
    return min(FIRST_WAIT_S * 2.0 ** max(0, failures - 1), LONGEST_WAIT_S)


@dataclass
class Kept:
    """A child that should always run. env: all of it. once: it may end by itself with 0, and is then done."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    once: bool = False
    failures: int = 0
    done: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _started: float = 0.0
    _again_at: float = 0.0

    def start(self, now: float) -> None:
        """now: seconds of time.monotonic, as for tend()."""
        self.process = spawn(self.command, when_parent_dies=signal.SIGTERM, env=self.env)
        self._started = now

    def tend(self, now: float) -> str | None:
        """Look after it once; answers a sentence when something is worth telling."""
        if self.done or (self.process and self.process.poll() is None):
            return None
        if self.process is None:
            if now >= self._again_at:
                self.start(now)
            return None
        return self._ended(self.process.returncode, now)

    def _ended(self, code: int, now: float) -> str | None:
        self.process = None
        if self.once and code == 0:
            self.done = True
            return None
        self.failures = 1 if now - self._started > HEALTHY_S else self.failures + 1
        wait = wait_before(self.failures)
        self._again_at = now + wait
        return f"{self.name} ended ({how(code)}); it is started again in {wait:g} s."

    def stop(self) -> None:
        if self.process:
            stop(self.process, signal.SIGTERM, PATIENCE_S)
            self.process = None


def stop_together(children: Sequence[Kept]) -> None:
    """Ask all to end at once, then wait for each."""
    for child in children:
        if child.process and child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
    for child in children:
        child.stop()


def how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def end_with(supervisor: int | None) -> None:
    """In a child: end when the supervisor is gone, on systems where the kernel does not see to it."""
    if supervisor:
        threading.Thread(target=_watch, args=(supervisor,), daemon=True).start()


def _watch(supervisor: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(supervisor).wait()
    os.kill(os.getpid(), signal.SIGTERM)
