"""`make test` never keeps silent about a browser test that did not run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import chromium, everything, other_browsers

HERE = Path("/usr/bin/chromium")


@pytest.fixture(autouse=True)
def others_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Firefox and WebKitGTK, unless a test says otherwise."""
    monkeypatch.setattr(other_browsers, "missing_after_install", list)


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


@pytest.mark.parametrize(
    ("found", "expression"), [(HERE, "not other_browsers"), (None, "not browser and not other_browsers")]
)
def test_without_firefox_or_webkitgtk_the_rest_runs_and_the_whole_fails_with_the_command_to_run(
    found: Path | None,
    expression: str,
    pytest_runs: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(chromium, "find_or_install", lambda: found)
    monkeypatch.setattr(other_browsers, "missing_after_install", lambda: ["firefox-esr", "xvfb"])

    assert everything.main([]) == 1

    [command] = pytest_runs
    assert command[-2:] == ["-m", expression]
    said = capsys.readouterr().err
    assert "Firefox and WebKitGTK" in said and "sudo apt-get install -y firefox-esr xvfb" in said


def test_a_missing_program_names_its_package_and_is_installed_where_that_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    here = {"firefox-esr", "Xvfb"}
    monkeypatch.setattr(other_browsers.shutil, "which", lambda program: program if program in here else None)
    monkeypatch.setattr(other_browsers, "mini_browser", lambda: Path("/usr/lib/MiniBrowser"))
    monkeypatch.setattr(other_browsers, "root_on_debian", lambda: True)
    commands: list[list[str]] = []

    def install(command: list[str], **_: object) -> None:
        commands.append(command)
        here.add("WebKitWebDriver")

    assert other_browsers.missing() == ["webkit2gtk-driver"]
    assert other_browsers.missing_after_install(install) == []
    assert commands[0][-1].endswith("install -y --no-install-recommends webkit2gtk-driver")

    monkeypatch.setattr(other_browsers, "mini_browser", lambda: None)
    assert other_browsers.missing() == ["webkit2gtk-driver"]


def test_with_a_chromium_nothing_is_left_out(
    pytest_runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "find_or_install", lambda: HERE)

    assert everything.main([]) == 0

    [command] = pytest_runs
    assert "-m" not in command[3:]


def test_named_chromium_that_does_not_start_is_said_and_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))

    assert chromium.find_or_install() is None
    assert str(tmp_path / "gone") in chromium.command_to_run()
