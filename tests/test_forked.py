"""A forked process of the board is a process like any other: its own environment, log, session and end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests import forked
from tests.processes import Web, environment, until

ASKER = """
import sys
from pathlib import Path
from tests import forked
from tests.processes import Web
forked.on = True
web = Web(sys.argv[1], Path(sys.argv[2]))
web.start()
print(web.process.pid, flush=True)
input()
"""


def test_it_reads_its_own_environment_and_its_exit_status_is_told(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        told = forked.launch(["--version"], environment(), log)
        refused = forked.launch(["web"], environment(PORT="no number"), log)
        assert (told.wait(20), refused.wait(20), refused.poll()) == (0, 1, 1)
    assert b"PORT" in (tmp_path / "log").read_bytes()


def test_it_has_a_session_of_its_own_and_can_be_killed_and_started_again(
    database_url: str, data_folder: Path
) -> None:
    web = Web(database_url, data_folder)
    web.launch()
    try:
        until(lambda: os.getsid(web.info.pid) == web.info.pid)
        until(web.alive)
        with pytest.raises(subprocess.TimeoutExpired):
            assert web.process and web.process.wait(0.01) is None
        web.send(signal.SIGKILL)
        assert web.process and web.process.poll() == -signal.SIGKILL
        assert not web.alive()
        web.start()
    finally:
        web.kill()


def test_it_dies_with_the_process_that_asked(database_url: str, data_folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ASKER, database_url, data_folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as asker:
        assert asker.stdout
        child = psutil.Process(int(asker.stdout.readline()))
        assert child.is_running()
        asker.kill()
        child.wait(20)
