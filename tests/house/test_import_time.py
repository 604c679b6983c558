"""Nothing reads the time when it is imported: at the end of a long run such a time is a quarter of an hour old."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Days and hours ago, which a quarter of an hour more does not make wrong.
STILL_RIGHT = {
    "tests/house/asked_routes.py",
    "tests/web/lists/test_senders.py",
    "tests/web/lists/test_uploading.py",
}
_READS = {"now", "utcnow", "today", "monotonic", "time.time"}


def read_at_import(code: str) -> list[int]:
    """The lines that read a clock as the module is imported: defaults and decorators of functions too, their bodies not."""

    def walk(node: ast.AST) -> Iterator[int]:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in _READS or name.rpartition(".")[2] in _READS:
                yield node.lineno
        if isinstance(node, ast.Lambda):
            return
        for field, value in ast.iter_fields(node):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and field == "body":
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from walk(child)

    return list(walk(ast.parse(code)))


def test_no_module_reads_the_time_as_it_is_imported() -> None:
    files = [file for folder in ("board", "workers", "tests") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 500
    found = {str(file.relative_to(ROOT)) for file in files if read_at_import(file.read_text())}
    assert found == STILL_RIGHT, "read the time in the function that needs it"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("from datetime import datetime\nNOW = datetime.now()", [2]),
        ("def due(at=clock.now()): return at", [1]),
        ("STATES = {'quiet': shows(date.today())}", [1]),
        ("class Scene:\n    began = time.time()", [2]),
        ("@given(now())\ndef test(): pass", [1]),
        ("def now(): return datetime.now()\nclock = lambda: datetime.now()", []),
        ("at = datetime(2026, 11, 24)", []),
    ],
)
def test_a_time_of_the_import_is_found(code: str, lines: list[int]) -> None:
    assert read_at_import(code) == lines
