"""PostgreSQL's own programs for backups: those that came along with the board, or those on the PATH where a server asks for newer ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from board.embedded import CannotStart, places
from board.embedded.postgres import programs
from board.settings import Settings
from board.upkeep.refusals import NoProgram


def program(settings: Settings, name: str, major: int) -> Path:
    """The program (pg_dump, pg_restore) of this version of PostgreSQL, or else of the next newer one that is here. Raises NoProgram."""
    found = [(version(path), path) for path in _candidates(settings, name)]
    fitting = [pair for pair in found if pair[0] >= major]
    if not fitting:
        raise NoProgram(program=name, major=major)
    return min(fitting, key=lambda pair: pair[0])[1]


def version(path: Path) -> int:
    """Major version of a program of PostgreSQL."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else 0


def address(url: str) -> tuple[str, dict[str, str]]:
    """The database for a program's --dbname, and the environment that holds the password: a command line is read by everybody."""
    parsed = make_url(url)
    environment = {**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
    if parsed.password:
        environment["PGPASSWORD"] = str(parsed.password)
    told = parsed.set(drivername="postgresql")._replace(password=None)  # set() takes None for "leave it"
    return told.render_as_string(hide_password=False), environment


def first_complaint(said: bytes) -> str:
    """What a program gave as its first error: one line, without the details, which may hold what lies in a row."""
    lines = [line for line in said.decode(errors="replace").splitlines() if "error: " in line]
    words = (lines or ["it ended without saying why"])[0].partition("error: ")[
        2
    ] or "it ended without saying why"
    return re.split(r"\s*(?:DETAIL|CONTEXT):|: ERROR:  invalid input", words)[0].rstrip(".") + "."


def _candidates(settings: Settings, name: str) -> Iterator[Path]:
    # Run by us and not by the servers' account. None where the package of the embedded server was left out.
    with suppress(CannotStart):
        yield programs(replace(places.find(settings.data), account=None)) / name
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
