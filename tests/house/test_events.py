"""One line for each kind of event: a command that records a kind without a line is found here, and a line that nothing records."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from board.domain.events import KINDS, Event
from board.domain.permissions import FIELDS
from tests.make import NOW

ROOT = Path(__file__).parents[2]
WRITERS = [*(ROOT / "board" / "commands").rglob("*.py"), *(ROOT / "board" / "upkeep").rglob("*.py")]


def words_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every literal that names a kind for record() or Event(), and where it stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("record", "Event"):
            for argument in node.args:
                found = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                for one in found:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield one.value, f"{path.relative_to(ROOT)}:{one.lineno}"


def test_what_a_command_records_has_its_line() -> None:
    missing = {kind: where for path in WRITERS for kind, where in words_of(path) if kind not in KINDS}
    assert not missing, f"add a line for each to KINDS in board/domain/events.py: {missing}"


def test_a_line_is_of_a_kind_that_a_command_records() -> None:
    code = "\n".join(path.read_text() for path in WRITERS)
    dead = [
        kind
        for kind in KINDS
        if f'"{kind}"' not in code and kind not in ("match_confirmed", "match_rejected")
    ]
    assert not dead, f"nothing records these: take their lines out of KINDS in board/domain/events.py: {dead}"


def test_a_kind_without_a_line_is_refused_with_the_fix() -> None:
    with pytest.raises(ValueError, match=r"add its line to KINDS in board/domain/events\.py"):
        Event("contact_misplaced", NOW)


def test_what_a_shift_is_told_names_a_field_of_the_permissions() -> None:
    unknown = {kind.name: kind.told for kind in KINDS.values() if kind.told and kind.told not in FIELDS}
    assert not unknown, f"name a field of FIELDS in board/domain/permissions.py as told: {unknown}"
