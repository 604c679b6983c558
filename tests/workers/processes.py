"""Workers as processes of their own, to be asked to end or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

APART = ("DATABASE_URL", "REDIS_URL", "BOARD_CLOCK", "BOARD_DATA", "DATABASE_LISTEN_URL")


def start(
    data: Path, database_url: str, redis_url: str | None = None, **settings: str
) -> subprocess.Popen[bytes]:
    """`board worker`, whose log goes to worker.log of its data folder."""
    env = {key: value for key, value in os.environ.items() if key not in APART}
    env |= {"BOARD_DATA": str(data), "DATABASE_URL": database_url, "REDIS_URL": redis_url or "", **settings}
    with (data / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "board.cli", "worker"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@contextmanager
def running(
    data: Path, database_url: str, redis_url: str | None = None, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    worker = start(data, database_url, redis_url, **settings)
    try:
        yield worker
    finally:
        end(worker)


def end(worker: subprocess.Popen[bytes]) -> None:
    """Also where it was killed, or hangs."""
    if worker.poll() is None:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


def errands_of(worker: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """arq's process beside this worker, when there is one."""
    try:
        children = psutil.Process(worker.pid).children()
        return [child for child in children if "workers.errands" in child.cmdline()]
    except psutil.NoSuchProcess:
        return []
