"""Gradings of a contact: the sender's, as it came, and those recorded after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from board.domain.contact.gradings import GRADINGS, STAGES
from board.domain.local_word.mappings import WordCodes
from board.domain.policy import Policy
from board.views.gradings import GradingRow

GRADING_ROWS: Final = (
    "(select coalesce(jsonb_agg(to_jsonb(g) || jsonb_build_object('recorded_by', gp.name) order by g.grading_id), '[]') as grading_rows "
    "  from gradings g join people gp on gp.person_id = g.recorded_by where g.hub_id = c.hub_id and g.contact_id = c.contact_id)"
)
"""For a query with contacts as c."""
_KEPT = ("stage", "grading", "tool", "version", "score", "words", "algorithm", "graded_by", "reason")


def gradings_of(row: Any, policy: Policy) -> tuple[GradingRow, ...]:
    """The gradings that were recorded on a contact, the first one first. row: with GRADING_ROWS."""
    return tuple(
        GradingRow(
            stage=STAGES[one["stage"]],
            grading=GRADINGS[one["grading"]],
            tool=" ".join(filter(None, (policy.tool_label(one["tool"]), one["version"]))),
            score=one["score"],
            words=one["words"],
            algorithm=one["algorithm"],
            graded_by=one["graded_by"],
            graded_at=datetime.fromisoformat(one["graded_at"]),
            reason=one["reason"],
            recorded_at=datetime.fromisoformat(one["recorded_at"]),
            recorded_by=one["recorded_by"],
        )
        for one in row.grading_rows
    )


def gradings_document(row: Any, codes: WordCodes) -> list[dict[str, Any]]:
    """The same for the API, in codes, after the sender's own where one was sent with the contact."""
    times = ("graded_at", "recorded_at")
    told = [
        {name: one[name] for name in (*_KEPT, "recorded_by")}
        | {name: datetime.fromisoformat(one[name]) for name in times}
        for one in row.grading_rows
    ]
    if row.grading is None and row.grading_tool is None and row.grading_score is None:
        return told
    sent = dict.fromkeys((*_KEPT, "graded_at", "recorded_by")) | {
        "stage": "first",
        "grading": codes.coded("grading", row.grading, row.received_at),
        "tool": row.grading_tool,
        "score": row.grading_score,
        "words": row.grading,
        "algorithm": False,
        "recorded_at": row.received_at,
        "as_sent": True,
    }
    return [sent, *told]
