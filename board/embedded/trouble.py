"""Why an embedded server does not run, in words for the person who typed the command."""

from __future__ import annotations

import shutil
from pathlib import Path

ENOUGH_MB = 100


class CannotStart(Exception):
    """One sentence: what is wrong and what to do. Never shown with a traceback."""


def check_room(folder: Path) -> None:
    """Refuse to start on a disk so full that the first writes would fail."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < ENOUGH_MB:
        raise CannotStart(
            f"The disk that holds {folder} is full ({free} MB left, {ENOUGH_MB} needed): "
            "make room, or choose another folder with BOARD_DATA."
        )


def explain(name: str, log: Path, folder: Path) -> CannotStart:
    """What the last words of a server's log mean."""
    words = tail(log)
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return CannotStart(
            f"The disk that holds {folder} is full, so {name} could not start: "
            "make room, or choose another folder with BOARD_DATA."
        )
    if "Can't handle RDB format version" in words or "created by PostgreSQL version" in words:
        return newer(name, folder)
    last = next((line for line in reversed(words.splitlines()) if line.strip()), "it said nothing")
    return CannotStart(f"{name} stopped while starting ({last.strip()}); its log is {log}.")


def newer(name: str, folder: Path) -> CannotStart:
    return CannotStart(
        f"The data in {folder} was written by a newer {name} than this version of the board brings: "
        "install that version of the board, or choose another folder with BOARD_DATA."
    )


def tail(log: Path, size: int = 4000) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - size))
        return file.read().decode(errors="replace")
