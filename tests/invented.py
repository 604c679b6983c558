"""Databases with the invented morning under way: copies of one that the first caller of a run fills.

Filling one takes two seconds, copying it a twentieth of that. The board of a copy lives at the moment at which the morning was laid:
`seeded_at` is what its clock has to show.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from board.rehearsal.seed import seed
from board.secrets import Secrets
from tests import servers
from tests.processes import KEY
from tests.until import in_a_thread

NAME = "invented"


@contextmanager
def invented_database() -> Iterator[tuple[str, datetime]]:
    """A database of the caller's own, and the moment at which its morning was laid."""
    seeded_at, name = _laid(), f"t_{uuid.uuid4().hex[:12]}"
    servers.superuser().run(f"create database {name} template {NAME} owner board")
    try:
        yield servers.at(servers.shared().database_url, name), seeded_at
    finally:
        servers.superuser().run(f"drop database {name} with (force)")


def _laid() -> datetime:
    """The moment of this run's morning, which is laid if nobody has done so."""
    url, folder = servers.shared().database_url, servers.run_folder()
    written = folder / "seeded_at"
    with (folder / "invented.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not written.exists():
            now = datetime.now(UTC)
            servers.superuser().run(f"drop database if exists {NAME}")  # of one that failed half-way
            servers.superuser().run(f"create database {NAME} template {servers.TEMPLATE} owner board")
            in_a_thread(seed(servers.at(url, NAME), now, secrets=Secrets([KEY])))
            written.write_text(now.isoformat())
    return datetime.fromisoformat(written.read_text())
