"""Sizes of tests that play a long time: a part of it in each run of the tests, all of it in the line `long` of the bench."""

from __future__ import annotations

import os

NAME = "LONG"
FILES = (
    "tests/browser/test_memory.py",
    "tests/browser/test_updates.py",
    "tests/upgrades/test_answers.py",
    "tests/workers/test_kills.py",
    "tests/workers/test_outbox_kills.py",
)
"""The files whose tests ask here."""


def of(full: int, part: int) -> int:
    """One of two numbers."""
    return full if os.environ.get(NAME) == "1" else part
