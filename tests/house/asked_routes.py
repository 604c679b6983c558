"""Every route of the real application with its guard, an address for each, and a form and a body that each can read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from board.api import endpoints
from board.domain.policy import Policy
from board.web.routes import LINES
from board.web.table import SOCKET, guards_of

TABLE = [*guards_of(LINES), *endpoints.guards_of()]
HTTP = [(method, path) for method, path, _, _ in TABLE if method != SOCKET]
UNSAFE = [(method, path) for method, path in HTTP if method != "GET"]
OF_HUB = [(method, path) for method, path in HTTP if "{hub}" in path]
OF_CONTACT = [(method, path) for method, path in HTTP if "{ref}" in path]
ASKS_NOTHING = {"public", "socket", "pairing"}
OUTCOME = Policy.default().outcomes[0].code
SAID_AT = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
FORM = {
    "to": "1", "note": "As seen.",
    "reason": "As seen.", "rag": "amber", "outcome": OUTCOME, "person": "1", "child": "", "adult": "1", "family_name": "Ellis",
    "code": "ABCD-EFGH", "name": "Front room", "whereabouts": "At school", "said_at": SAID_AT,
    "kind": "bail", "measure": "1", "began_on": "2026-11-24", "began_time": "09:00",
    "ends_on": "2026-11-26", "ends_time": "10:00",
    "meets_on": "2026-11-26", "meets_time": "10:00", "minutes": "30", "starts_at": "2026-11-26T10:00:00Z",
    "began_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-26T10:00:00Z", "finding": "As seen.", "answer": "agreed",
    "state": "aware", "decides": "yes", "place": "contacts.summary", "redacted": "[redacted]", "number": "1", "other": "Z9Z",
    "guest": "1", "question": "What?", "route": "text", "entry": "1", "cause": "not_reached",
    "record": "child-1", "other_record": "child-2",
    "stage": "first", "grading": "high", "tool": "DASH", "graded_by": "PC Ames",
}  # fmt: skip
NUMBERS = {
    "person": 1,
    "measure_id": 1,
    "note_id": 1,
    "number": 1,
    "minutes": 30,
    "guest_id": 1,
    "entry_id": 1,
}
FROM_ELSEWHERE: tuple[dict[str, str], ...] = (
    {}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://board.example"},
)  # fmt: skip
NOBODYS = "00000000-0000-4000-8000-000000000000"


def at(path: str, **given: str) -> str:
    """The path with something in each of its places: what is given, and a number or UUID of nothing."""

    def place(match: re.Match[str]) -> str:
        name, _, kind = match[1].partition(":")
        return given.get(name) or {"uuid": NOBODYS, "int": "999999"}.get(kind, "ZZZZ")

    return re.sub(r"\{([^}]+)\}", place, path)


def named(lines: list[tuple[str, str]]) -> Any:
    return pytest.mark.parametrize(("method", "path"), lines, ids=[f"{m} {p}" for m, p in lines])
