"""Limits of every run, a plugin of pytest: each test ends, no file is long, and the summary says which files took longest.

A test that is still running after `timeout` (pyproject.toml) fails by a signal, wherever it waits. A test that the signal cannot end,
because something catches the failure and goes on, ends its process half as long again later; the run names it and goes on.

A file may take `file_limit` seconds (pyproject.toml) on two quiet cores. A busy or slow machine is no reason to fail: each duration is
divided by how much slower the machine was at that moment, by a yardstick of fixed work that every process measures between tests. The
yardstick cannot see all that slows a browser, so files past the limit are named, and only what takes twice as long fails the run.
"""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Generator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pytest

SHOWN = 15
"""So many of the slowest files are shown."""
WORK = "import asyncio, decimal, email.message, http.client, json, zipfile"
QUIET_S, EVERY_S = 0.12, 15.0
"""The yardstick's work in the middle of a whole run on two quiet cores, and how long a measurement is good for."""
LOOSE = 2.0
"""A file fails the run past so many times its limit: two runs of one file differ by a third, two machines by more."""
_STDERR = os.dup(2)  # before pytest captures it


@dataclass(slots=True)
class Yardstick:
    """How much slower than QUIET_S the machine is; never less than 1."""

    recent: deque[float] = field(default_factory=lambda: deque(maxlen=3))
    measured_at: float = float("-inf")

    def measure(self, *, at_once: bool = False) -> None:
        """Unless the last time was a moment ago."""
        began = time.monotonic()
        if at_once or began - self.measured_at >= EVERY_S:
            subprocess.run([sys.executable, "-I", "-S", "-c", WORK], check=True)
            self.measured_at = time.monotonic()
            self.recent.append(self.measured_at - began)

    @property
    def slowness(self) -> float:
        return max(1.0, median(self.recent) / QUIET_S)


@dataclass(slots=True)
class Took:
    """Seconds of a file: as they passed, and as they would have on a quiet machine."""

    passed: float = 0.0
    quiet: float = 0.0

    def add(self, seconds: float, slowness: float) -> None:
        self.passed += seconds
        self.quiet += seconds / slowness


_YARDSTICK = Yardstick()


def in_time(took: float, promised: float, yardstick: Yardstick | None = None) -> bool:
    """Whether something took no more seconds than promised, or no more than the promise takes on a machine as slow as this one is now."""
    if took > promised:
        yardstick = yardstick or _YARDSTICK
        yardstick.measure(at_once=True)
        promised *= max(1.0, max(yardstick.recent) / QUIET_S)
    return took <= promised


_FILES: defaultdict[str, Took] = defaultdict(Took)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("file_limit", "seconds that a file of tests may take on a quiet machine")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """End the process when a test goes on after its time limit has failed it."""
    _YARDSTICK.measure()
    limit = float(item.config.getoption("timeout") or item.config.getini("timeout"))
    last = threading.Timer(limit * 1.5, _end, (item.nodeid,))
    last.daemon = True
    last.start()
    try:
        return (yield)
    finally:
        last.cancel()


def _end(test: str) -> None:
    os.write(_STDERR, f"\n{test} did not end, not even when its time limit failed it:\n".encode())
    faulthandler.dump_traceback(file=_STDERR)
    os._exit(1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Each phase of a test, with how slow the machine is, to whichever process reports."""
    report = yield
    report.slowness = _YARDSTICK.slowness
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In the process that reports: count it to its file."""
    _FILES[report.nodeid.partition("::")[0]].add(report.duration, getattr(report, "slowness", 1.0))


def too_long(config: pytest.Config, times: float = 1.0) -> list[str]:
    """Files past the limit, or so many times the limit."""
    limit = float(config.getini("file_limit")) * times
    return [file for file, took in _FILES.items() if took.quiet > limit]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A file that is far too long fails the run."""
    if (
        not hasattr(session.config, "workerinput")
        and session.exitstatus == 0
        and too_long(session.config, LOOSE)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The slowest files of a run of several, and those past the limit."""
    say = terminalreporter
    slowest = sorted(_FILES.items(), key=lambda one: -one[1].quiet)[:SHOWN]
    if len(_FILES) > 1:
        say.section(f"slowest {len(slowest)} files")
        say.write_line("as it was, on a quiet machine:")
        for file, took in slowest:
            say.write_line(f"{took.passed:7.1f}s {took.quiet:7.1f}s {file}")
    for file in too_long(config):
        say.write_line(
            f"{file} takes {_FILES[file].quiet:.0f} s on a quiet machine, and {config.getini('file_limit')} is the most: share servers "
            "and databases between its tests where they break none, wait for what happens and not for time, or part the file.",
            red=True,
        )
