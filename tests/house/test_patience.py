"""How long tests wait: the end of their patience is far above what a quiet machine needs, so that a busy one fails none.

A promise in seconds is kept by `tests.limits.in_time`, which knows how slow the machine is, or by a clock that the test moves.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LEAST_S = 15.0
SECONDS = ("until", "soon", "eventually", "timeout", "wait_for", "wait_procs")
MILLISECONDS = ("wait_for_", "expect_", "to_")
"""Calls that wait for something to happen, by the unit of their limit; Playwright's by how their names begin."""


def limits_of(source: str) -> Iterator[tuple[int, float]]:
    """Each limit of a wait: its line and its seconds. A limit is a number, or a name that the file gives a number."""
    tree = ast.parse(source)
    numbers = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, int | float)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        per_second = 1000 if name.startswith(MILLISECONDS) else 1 if name in SECONDS else 0
        given = [word.value for word in call.keywords if word.arg in ("timeout", "within", "patience")]
        if name in ("timeout", "until", "soon", "wait_for"):
            given += call.args[:2]
        for limit in given:
            number = limit.value if isinstance(limit, ast.Constant) else numbers.get(getattr(limit, "id", ""))
            if per_second and isinstance(number, int | float) and not isinstance(number, bool):
                yield call.lineno, number / per_second


def test_no_test_waits_for_so_short_a_time_that_a_busy_machine_fails_it() -> None:
    short = [
        f"{path.relative_to(TESTS.parent)}:{line} waits for {seconds:g} s; wait for {LEAST_S:g} or more, or use tests.limits.in_time"
        for path in sorted(TESTS.rglob("*.py"))
        if path.parent.name != "bench"
        or path.name.startswith("test_")  # the bench's clients give up and try again
        for line, seconds in limits_of(path.read_text())
        if seconds < LEAST_S
    ]
    assert short == []


@pytest.mark.parametrize(
    ("source", "seconds"),
    [
        ("page.wait_for_selector('x', state='attached', timeout=5_500)", [5.5]),
        ("expect(page).to_have_css('opacity', '1', timeout=SOON_MS)\nSOON_MS = 10_000", [10.0]),
        ("soon(lambda: gone(), patience=5)", [5.0]),
        ("async def f():\n  async with asyncio.timeout(1):\n    pass", [1.0]),
        ("until(gone, 3)", [3.0]),
        ("page.wait_for_timeout(700)\nclient(timeout=1)\nuntil(gone)", []),
    ],
)
def test_a_limit_is_found_however_it_is_written(source: str, seconds: list[float]) -> None:
    assert [found for _, found in limits_of(source)] == seconds
