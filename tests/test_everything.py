"""`make test` never keeps silent about a browser test that did not run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import chromium, everything


@pytest.fixture
def pytest_runs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The runs of pytest that were asked for; each passes."""
    runs: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        runs.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return runs


def test_without_a_chromium_everything_else_runs_and_the_whole_fails_with_the_command_to_run(
    pytest_runs: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "find_or_install", lambda: None)

    assert everything.main([]) == 1

    [command] = pytest_runs
    assert command[-2:] == ["-m", "not browser"]
    assert chromium.command_to_run() in capsys.readouterr().err


def test_with_a_chromium_nothing_is_left_out(
    pytest_runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "find_or_install", lambda: Path("/usr/bin/chromium"))

    assert everything.main([]) == 0

    [command] = pytest_runs
    assert "not browser" not in command


def test_named_chromium_that_does_not_start_is_said_and_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))

    assert chromium.find_or_install() is None
    assert str(tmp_path / "gone") in chromium.command_to_run()
