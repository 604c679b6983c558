"""Gradings of a domestic abuse incident: the first, of the officer who attended, and the secondary, of a later and deeper look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from board.domain.codes import Coded
from board.domain.facts.code_list import CodeList

STAGES: Final[Mapping[str, str]] = {"first": "First grading", "secondary": "Secondary grading"}
GRADINGS: Final[Mapping[str, str]] = {"standard": "Standard", "medium": "Medium", "high": "High"}
"""From the lowest to the highest. Each is what somebody graded: nothing is computed from a score."""
GRADING: Final = CodeList(
    "grading",
    "Police gradings of a domestic abuse incident",
    GRADINGS,
    also={f"{label} risk": code for code, label in GRADINGS.items()},
)
"""Words of senders that say a grading by themselves."""
DEFAULT_TOOLS: Final = (
    Coded("DASH", "DASH"),
    Coded("DARA", "DARA"),
    Coded("SAFELIVES_DASH", "SafeLives DASH"),
    Coded("OTHER", "Another tool"),
)
SCORE_MOST: Final = 1_000
BY_MOST: Final = 200
LINE_MOST: Final = 200
OLDEST: Final = timedelta(days=366)
AHEAD: Final = timedelta(minutes=5)
"""How far the clock of another system may be ahead of ours."""
AGAIN_WITHIN: Final = timedelta(hours=1)
"""The same grading again within this time is the same one, sent twice."""


def before(stage: str, sender: str | None, rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The grading that stood before one of this stage: the newest of this stage or an earlier one, else the sender's.

    sender: the code of the sender's word. rows: the gradings of the contact, the newest first.
    """
    counts = [*STAGES][: [*STAGES].index(stage) + 1]
    return next((str(one["grading"]) for one in rows if one["stage"] in counts), sender)


def is_lower(grading: str, than: str | None) -> bool:
    """Whether this grading is below the other."""
    order = [*GRADINGS]
    return than is not None and order.index(grading) < order.index(than)
