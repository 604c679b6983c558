"""`board up`: one command starts everything, keeps it running, and ends all of it however it ends itself."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from board.embedded import CannotStart, Postgres
from board.supervise import Kept, wait_before
from board.up import check_ports
from tests import servers
from tests.processes import free_port


def up(data: Path, port: int, *words: str, python: str = sys.executable) -> subprocess.Popen[str]:
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.Popen(
        [python, "-m", "board.cli", "up", *words],
        cwd=data,  # and not the checkout, where modules would be found that are not installed
        env={**clean, "BOARD_DATA": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(board: subprocess.Popen[str], pattern: str) -> str:
    """What it said up to the first line that matches."""
    said = ""
    assert board.stdout
    for line in board.stdout:
        said += line
        if re.search(pattern, line):
            return said
    raise AssertionError(f"it ended without saying {pattern!r}:\n{said}")


@contextmanager
def running(
    data: Path, port: int, *words: str, python: str = sys.executable
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    board = up(data, port, *words, python=python)
    try:
        yield board, read_until(board, "Ctrl-C stops everything")
    finally:
        board.terminate()
        board.communicate(timeout=60)


def healthy(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return bool(answer.status == 200)


def child(board: subprocess.Popen[str], word: str) -> psutil.Process:
    return next(p for p in psutil.Process(board.pid).children() if word in p.cmdline())


@pytest.fixture(scope="module")
def folder() -> Path:
    """One for all: the first start lays the database and its people, which takes longer than all else; a later one finds them."""
    return servers.new_folder()


def test_one_command_serves_tells_whom_to_sign_in_as_and_stops_cleanly(folder: Path) -> None:
    port = free_port()
    with running(folder, port) as (board, said):
        assert healthy(port)
        assert f"http://127.0.0.1:{port}/" in said
        assert f"http://127.0.0.1:{port}/wall" in said
        assert "@" in said
        assert "Everybody in it is invented" in said
        family = psutil.Process(board.pid).children(recursive=True)
        board.send_signal(signal.SIGINT)
        board.communicate(timeout=60)
        assert board.returncode == 0

    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []
    assert not Postgres.running(folder)


def test_dead_web_worker_and_database_are_started_again(folder: Path) -> None:
    port = free_port()
    with running(folder, port) as (board, _):
        for word in ("web", "worker"):
            child(board, word).kill()
            read_until(board, rf"{word}.* ended \(killed by SIGKILL\)")
        postmaster = next(p for p in psutil.Process(board.pid).children() if p.name() == "postgres")
        postmaster.kill()
        read_until(board, "PostgreSQL ended")
        read_until(board, "PostgreSQL is back")


def test_killed_supervisor_takes_everything_along_and_the_next_start_has_the_data(folder: Path) -> None:
    port = free_port()
    with running(folder, port) as (board, _):
        family = psutil.Process(board.pid).children(recursive=True)
        board.kill()
        board.communicate()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []

    with running(folder, port) as (_, said):
        assert "Everybody in it is invented" in said
        assert healthy(port)


def test_taken_port_is_one_sentence_before_anything_starts(data_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        board = up(data_folder, port)
        said, _ = board.communicate(timeout=60)

    assert board.returncode == 1
    assert said.splitlines() == [
        f"The board cannot listen on 127.0.0.1, port {port} (Address already in use): stop what is using it, or "
        f"choose another port with PORT={port + 100}."
    ]
    assert list(data_folder.iterdir()) == []


def test_every_port_of_several_web_processes_is_looked_at_first() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"port {port} "):
            check_ports("127.0.0.1", [port - 1, port])


def ended(code: int, *, once: bool = False) -> Kept:
    """A child that has just ended with this code."""
    kept = Kept("worker", [sys.executable, "-c", f"raise SystemExit({code})"], os.environ, once=once)
    kept.start(now=100.0)
    assert kept.process
    kept.process.wait()
    return kept


def runs(kept: Kept) -> bool:
    return kept.process is not None


def test_dead_child_is_told_and_started_again_after_its_wait() -> None:
    kept = ended(3)

    assert kept.tend(now=101.0) == "worker ended (exit code 3); it is started again in 0.25 s."
    kept.tend(now=101.1)
    assert not runs(kept)
    kept.tend(now=101.3)
    assert runs(kept)
    kept.stop()


def test_child_that_keeps_dying_is_started_ever_more_slowly() -> None:
    assert [wait_before(n) for n in (1, 2, 3, 4, 20)] == [0.25, 0.5, 1.0, 2.0, 15.0]


def test_child_that_ran_well_is_started_at_once_when_it_dies() -> None:
    kept = ended(1)
    kept.failures = 9

    assert kept.tend(now=200.0) == "worker ended (exit code 1); it is started again in 0.25 s."


def test_rehearsal_that_came_to_its_end_is_left_alone() -> None:
    kept = ended(0, once=True)

    assert kept.tend(now=101.0) is None
    assert kept.tend(now=1000.0) is None
    assert kept.done
    assert kept.process is None


def test_child_may_end_in_its_own_way_when_told_to(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    script = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        f"open({str(ready)!r}, 'w').close()\n"
        "signal.pause()\n"
    )
    kept = Kept("worker", [sys.executable, "-c", script], os.environ)
    kept.start(now=0.0)
    ready.read_text()  # comes back once the child is there
    process = kept.process

    kept.stop()

    assert process
    assert process.returncode == 7
