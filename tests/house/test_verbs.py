"""Every verb records by commands/record.py, so that the people whose strip an event changes are worked out in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "board/commands/record.py"


def longhand(source: str) -> Iterator[tuple[int, str]]:
    """Lines that write out what record.py and a contact's key are for, each with its fix."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "Event" or called.endswith("tx.record"):
                yield (
                    node.lineno,
                    f"{called}(...): call record(...) for a contact that is locked, note(...) for the rest",
                )
        if isinstance(node, ast.Dict):
            named = {
                ast.unparse(key): ast.unparse(value)
                for key, value in zip(node.keys, node.values, strict=True)
                if key
            }
            if named.get("'contact_id'", "").endswith("contact.contact_id"):
                yield node.lineno, "a hub and its contact spelled out: write contact.key | {...}"


def test_a_verb_records_in_one_line() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {fix}"
        for room in ("board/commands", "workers")
        for path in sorted((ROOT / room).glob("**/*.py"))
        if path != RECORD
        for line, fix in longhand(path.read_text())
    ]
    assert found == []


def test_longhand_is_found() -> None:
    written_out = """
tx.record(contact.hub_id, Event("hold_placed", now, actor.person_id, contact.contact_id))
facts = {"hub_id": contact.hub_id, "contact_id": contact.contact_id, "now": now}
"""
    assert sorted(line for line, _ in longhand(written_out)) == [2, 2, 3]
    assert list(longhand("await record(tx, contact, 'hold_placed', actor, now=now)")) == []
