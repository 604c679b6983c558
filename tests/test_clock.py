"""The board's clock: real time, moved only where everybody is invented, and only by a file that can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from board.clock import MovedClock, Pace, clock_of, write_pace
from board.settings import Settings

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Wall:
    """A machine's clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_file_moves_time_by_its_offset_and_runs_it_at_its_speed(tmp_path: Path) -> None:
    wall, file = Wall(), tmp_path / "clock.json"
    write_pace(file, Pace(timedelta(hours=3), 60.0, NOON))
    clock = MovedClock(file, wall)
    assert clock() == NOON + timedelta(hours=3)
    wall.now = NOON + timedelta(seconds=10)
    assert clock() == NOON + timedelta(hours=3, minutes=10)


def test_clock_follows_its_file_as_it_changes_and_goes(tmp_path: Path) -> None:
    wall, file = Wall(), tmp_path / "clock.json"
    clock = MovedClock(file, wall)
    assert clock() == NOON
    write_pace(file, Pace(timedelta(days=1), 1.0, NOON))
    assert clock() == NOON + timedelta(days=1)
    write_pace(file, Pace(timedelta(days=2), 1.0, NOON))
    assert clock() == NOON + timedelta(days=2)
    file.unlink()
    assert clock() == NOON


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        '{"offset_s": 1}',
        '{"offset_s": 1, "speed": -1, "since": "2026-11-24T09:30:00+00:00"}',
        '{"offset_s": 1, "speed": 1e9, "since": "2026-11-24T09:30:00+00:00"}',
        '{"offset_s": "NaN", "speed": 1, "since": "2026-11-24T09:30:00+00:00"}',
        '{"offset_s": 1, "speed": 1, "since": "2026-11-24T09:30:00"}',
        '{"offset_s": 1, "speed": 1, "since": 7}',
    ],
)
def test_file_that_cannot_be_read_changes_nothing_and_is_told_once(tmp_path: Path, told: str) -> None:
    wall, file = Wall(), tmp_path / "clock.json"
    write_pace(file, Pace(timedelta(hours=1), 1.0, NOON))
    clock = MovedClock(file, wall)
    clock()
    file.write_text(told)
    with capture_logs() as lines:
        assert clock() == clock() == NOON + timedelta(hours=1)
    assert [line["event"] for line in lines] == ["clock file cannot be read"]


def test_seconds_until_a_moment_are_real_ones(tmp_path: Path) -> None:
    wall, file = Wall(), tmp_path / "clock.json"
    clock = MovedClock(file, wall)
    assert clock.seconds_until(NOON + timedelta(minutes=1)) == 60
    write_pace(file, Pace(timedelta(0), 60.0, NOON))
    assert clock.seconds_until(NOON + timedelta(minutes=1)) == 1
    assert clock.seconds_until(NOON - timedelta(minutes=1)) == 0
    write_pace(file, Pace(timedelta(0), 0.0, NOON))
    assert clock.seconds_until(NOON + timedelta(minutes=1)) is None


def test_clock_of_a_database_of_real_people_cannot_be_moved(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    write_pace(file, Pace(timedelta(days=365), 1.0, datetime.now(UTC)))
    settings = Settings(clock=file)
    with capture_logs() as lines:
        assert clock_of(settings, invented=False)() < datetime.now(UTC) + timedelta(days=1)
    assert [line["log_level"] for line in lines] == ["warning"]
    assert clock_of(settings, invented=True)() > datetime.now(UTC) + timedelta(days=364)
