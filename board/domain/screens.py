"""A wall: a screen that was enrolled at a desk and may read, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

CODE_LETTERS = 8
CODE_LASTS = timedelta(minutes=10)
DARK_AFTER = timedelta(seconds=90)
"""A wall says every 30 seconds what it has drawn: three silences in a row are no accident."""


@dataclass(frozen=True, slots=True)
class Screen:
    """An enrolled wall of one hub."""

    hub_id: int
    hub_key: str
    hub_name: str
    screen_id: int
    name: str
