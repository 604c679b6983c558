"""A run of the tests ends whatever a test does, and names what hung; a file that takes too long fails it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import limits

ROOT = Path(__file__).parents[1]
HANGS = """
import asyncio, time
import pytest
from hypothesis import given, settings, strategies

async def test_awaits_for_ever():
    await asyncio.Event().wait()

@pytest.fixture
def stuck():
    yield
    time.sleep(1000)

def test_is_never_torn_down(stuck):
    pass

@settings(deadline=None)
@given(strategies.integers())
def test_catches_its_own_failure(number):
    time.sleep(1000)

def test_is_well():
    assert True
"""
QUICK = "def test_quick():\n    pass\n"
LONG = "import time\n\ndef test_long():\n    time.sleep(1.5)\n"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """pytest with our limits over the tests in this folder, in two processes."""
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", folder]
    return subprocess.run([*command, *words, "."], cwd=folder, capture_output=True, text=True, check=False)


def test_tests_that_hang_are_failed_by_name_and_the_run_ends(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS)
    done = run(tmp_path, "-n", "2", "--timeout", "4")
    assert done.returncode == 1
    assert "FAILED test_hangs.py::test_awaits_for_ever" in done.stdout
    assert "ERROR test_hangs.py::test_is_never_torn_down" in done.stdout
    assert "crashed while running 'test_hangs.py::test_catches_its_own_failure'" in done.stdout
    assert "test_hangs.py::test_catches_its_own_failure did not end" in done.stderr
    assert "Failed: Timeout (>4.0s) from pytest-timeout." in done.stdout
    assert "2 failed, 2 passed, 1 error" in done.stdout


def test_a_file_that_takes_too_long_fails_the_run_and_says_what_helps(tmp_path: Path) -> None:
    (tmp_path / "test_long.py").write_text(LONG)
    (tmp_path / "test_quick.py").write_text(QUICK)
    assert run(tmp_path, "-o", "file_limit=600").returncode == 0
    done = run(tmp_path, "-n", "2", "-o", "file_limit=0.01")
    assert done.returncode == 1 and "2 passed" in done.stdout
    assert "slowest 2 files" in done.stdout
    assert "test_long.py takes" in done.stdout and "share servers and databases" in done.stdout


def test_a_busy_machine_makes_no_file_too_long() -> None:
    took, yardstick = limits.Took(), limits.Yardstick()
    yardstick.recent.extend([limits.QUIET_S * 5] * 3)
    took.add(100.0, yardstick.slowness)
    assert (took.passed, took.quiet) == (100.0, pytest.approx(20.0))
    yardstick.recent.extend([limits.QUIET_S / 5] * 3)
    assert yardstick.slowness == 1.0


@pytest.mark.parametrize(
    ("slower", "took", "kept"),
    [(3, 5.9, True), (3, 6.1, False), (1, 2.0, True), (1, 2.1, False), (0.2, 2.1, False)],
)
def test_a_promise_is_kept_later_on_a_slow_machine(
    monkeypatch: pytest.MonkeyPatch, slower: float, took: float, kept: bool
) -> None:
    """The machine is measured again for what comes late, and only for that."""

    def measure(yardstick: limits.Yardstick, *, at_once: bool = False) -> None:
        assert at_once and took > 2.0
        yardstick.recent.append(limits.QUIET_S * slower)

    monkeypatch.setattr(limits.Yardstick, "measure", measure)
    assert limits.in_time(took, 2.0, limits.Yardstick()) is kept


def test_nothing_is_measured_twice_in_a_moment() -> None:
    yardstick = limits.Yardstick()
    yardstick.measure()
    yardstick.measure()
    assert len(yardstick.recent) == 1 and yardstick.recent[0] > 0
