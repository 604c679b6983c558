"""Gradings of a domestic abuse incident, as an open contact shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class GradingRow:
    """One grading. stage, grading, tool: words. words: the sender's own. graded_by: name and role, or the name of an algorithm."""

    stage: of.Grading[str]
    grading: of.Grading[str]
    tool: of.Grading[str]
    score: of.Grading[int | None]
    words: of.Grading[str | None]
    algorithm: of.Grading[bool]
    graded_by: of.Grading[str]
    graded_at: of.Grading[datetime]
    reason: of.Grading[str | None]
    recorded_at: of.Grading[datetime]
    recorded_by: of.Holder[str | None]
