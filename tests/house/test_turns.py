"""Advisory locks have a number of their own each."""

from __future__ import annotations

import re
from pathlib import Path

from board.store.turns import Turn

ROOT = Path(__file__).parents[2]
# A lock by a number that stands in the statement, and one by a number of Turn.
_NUMBERED = re.compile(r"advisory\w*lock\w*\(\s*\d")
_NAMED = re.compile(r"Turn\.([A-Z_]+)")


def code() -> dict[str, str]:
    files = [*(ROOT / "board").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
    return {str(file.relative_to(ROOT)): file.read_text() for file in files}


def test_no_lock_is_numbered_where_it_is_taken() -> None:
    assert not [name for name, words in code().items() if _NUMBERED.search(words)], (
        "name the work in board/store/turns.py: another work may have this number"
    )


def test_each_number_is_taken_by_one_module_alone() -> None:
    """But the interests', which a declaration takes alone and a contact that arrives takes shared."""
    taken = {
        turn.name: {name for name, words in code().items() if turn.name in _NAMED.findall(words)}
        for turn in Turn
    }
    assert {name for name, files in taken.items() if len(files) != 1} == {"INTERESTS"}
    assert taken["INTERESTS"] == {
        "board/commands/interest/declaring.py",
        "board/commands/interest/keeping.py",
    }
