"""What time it is: the machine's clock, or for invented people a file that moves it.

The file is JSON: {"offset_s": 3600.0, "speed": 10.0, "since": "2026-11-24T09:30:00+00:00"}. At the real moment `since` the board's
time is `since` plus the offset, and from there it runs `speed` times as fast as life. Web, worker and arq's child read the same file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from board.settings import Settings

log = structlog.get_logger("board.clock")
FASTEST = 86_400.0
"""A day a second: faster than that shows nobody anything."""


def real() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class Clock:
    """Call it for the moment it is, aware and in UTC."""

    def __call__(self) -> datetime:
        return real()

    def seconds_until(self, moment: datetime) -> float | None:
        """Real seconds until this clock shows the moment; 0 when it has passed, None when the clock stands still before it."""
        return max(0.0, (moment - self()).total_seconds())


@dataclass(frozen=True, slots=True)
class Pace:
    """A clock moved: by how much, how fast it runs, and counted from which real moment."""

    offset: timedelta
    speed: float
    since: datetime

    def at(self, moment: datetime) -> datetime:
        """The board's time at a real moment."""
        return self.since + self.offset + (moment - self.since) * self.speed


class MovedClock(Clock):
    """A clock that follows the file, read again whenever it changes. No file: real time. An unreadable one changes nothing."""

    def __init__(self, path: Path, real: Callable[[], datetime] = real) -> None:
        self._path = path
        self._real = real
        self._pace: Pace | None = None
        self._seen: tuple[int, ...] | None = None

    def __call__(self) -> datetime:
        self._follow()
        return self._pace.at(self._real()) if self._pace else self._real()

    def seconds_until(self, moment: datetime) -> float | None:
        left = max(0.0, (moment - self()).total_seconds())
        speed = self._pace.speed if self._pace else 1.0
        if speed == 0:
            return None if left else 0.0
        return left / speed

    def _follow(self) -> None:
        seen = _stamp(self._path)
        if seen == self._seen:
            return
        self._seen = seen
        if seen is None:
            self._pace = None
            return
        try:
            self._pace = read_pace(self._path)
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            log.warning("clock file cannot be read", error=type(error).__name__)


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes when the file does; none when there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def clock_of(settings: Settings, invented: bool) -> Clock:
    """The clock of this process. BOARD_CLOCK moves it where everybody is invented; anywhere else it is not even read."""
    if settings.clock is None:
        return Clock()
    if not invented:
        log.warning("BOARD_CLOCK is not honoured: this database is not marked as invented")
        return Clock()
    return MovedClock(settings.clock)


def read_pace(path: Path) -> Pace:
    """Raises OSError, or ValueError, KeyError, TypeError or OverflowError when the file is not what it should be."""
    told = json.loads(path.read_text(encoding="utf-8"))
    offset_s, speed, since = (
        float(told["offset_s"]),
        float(told["speed"]),
        datetime.fromisoformat(told["since"]),
    )
    if since.tzinfo is None or not 0 <= speed <= FASTEST:
        raise ValueError
    return Pace(timedelta(seconds=offset_s), speed, since)


def write_pace(path: Path, pace: Pace) -> None:
    """Move the clock of everybody who follows this file. A reader sees the file before or after, never half of it."""
    told = {"offset_s": pace.offset.total_seconds(), "speed": pace.speed, "since": pace.since.isoformat()}
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(told), encoding="utf-8")
    draft.replace(path)
