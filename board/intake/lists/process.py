"""A file read in a process of its own that has ten seconds and bounded memory, so that no file can hold the board up."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from board.intake.lists.kinds import tables_of
from board.intake.lists.table import FILE_LIMIT, Table, UnreadableList

SECONDS: Final = 6  # of processor time; the rest of ten is for the columns
WAIT: Final = 120  # on a busy machine six seconds of processor time take longer
MEMORY: Final = 1_500 * 1024 * 1024
_TOO_MUCH: Final = (
    "Reading the file took more {what} than any list needs: it holds far more rows, cells or text than an overnight list, "
    "perhaps empty ones. Copy the list alone into a new workbook and send that."
)


def tables_within_limits(
    content: bytes, encoding: str | None, columns: Mapping[str, str]
) -> tuple[Table, ...]:
    """The tables of this file. Raises UnreadableList, also where reading needs more time or memory than any list."""
    if len(content) > FILE_LIMIT:
        raise UnreadableList(f"The file is larger than {FILE_LIMIT // 1024**2} MB. Send it in parts.")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "board.intake.lists.process"],
            input=pickle.dumps((content, encoding, dict(columns))),
            capture_output=True,
            timeout=WAIT,
            env={
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)
            },  # no key, no password, no address
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableList(_TOO_MUCH.format(what="time")) from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise UnreadableList(_TOO_MUCH.format(what="time"))
    if done.returncode:
        raise UnreadableList(_TOO_MUCH.format(what="memory"))
    found = pickle.loads(done.stdout)  # noqa: S301 - written by our own process, never by the file
    if isinstance(found, UnreadableList):
        raise found
    tables: tuple[Table, ...] = found
    return tables


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS counts what a process may address, not what it uses
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content, encoding, columns = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the parent
    found: object
    try:
        found = tables_of(content, encoding, columns)
    except UnreadableList as refused:
        found = refused
    except MemoryError:
        os._exit(1)
    sys.stdout.buffer.write(pickle.dumps(found))


if __name__ == "__main__":
    _main()
