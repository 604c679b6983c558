"""The last line of a backup: the digest of all before it. PostgreSQL's own format would take a changed byte for a changed word."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

WORDS = b"\nboard backup, sha256 "
LENGTH = len(WORDS) + 64 + 1
BLOCK = 1 << 20


def put_seal(file: Path) -> None:
    """Put the digest of the file at its end; pg_restore reads past it."""
    line = WORDS + _digest(file, file.stat().st_size) + b"\n"
    with file.open("ab") as end:
        end.write(line)


def seal_holds(file: Path) -> bool:
    """Whether the file ends with the digest of all before its end: it is a backup of ours, whole and unchanged."""
    size = file.stat().st_size - LENGTH
    if size < 0:
        return False
    with file.open("rb") as reading:
        reading.seek(size, os.SEEK_SET)
        return reading.read() == WORDS + _digest(file, size) + b"\n"


def _digest(file: Path, size: int) -> bytes:
    digest = hashlib.sha256()
    with file.open("rb") as reading:
        while size > 0:
            block = reading.read(min(BLOCK, size))
            if not block:
                break
            digest.update(block)
            size -= len(block)
    return digest.hexdigest().encode()
