"""Gradings of a domestic abuse incident: what the API is sent and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from board.api.models import Said
from board.domain.contact.gradings import GRADINGS, SCORE_MOST, STAGES
from board.intake.model import Sent
from board.intake.texts import Code, Line, Note, StatedAt
from board.views import labels as of


class GradingSent(Sent):
    """A grading that a person or an algorithm gave. The same again from the same token within an hour is the same grading."""

    stage: Annotated[Code, Field(description=f"One of: {', '.join(STAGES)}.")]
    grading: Annotated[Code, Field(description=f"One of: {', '.join(GRADINGS)}.")]
    tool: Annotated[Code, Field(description="A code of the hub's list `grading_tools`.")]
    version: Line | None = Field(default=None, description="Version of the tool.")
    score: Annotated[int, Field(strict=True, ge=0, le=SCORE_MOST)] | None = None
    words: Line | None = Field(default=None, description="The sender's word for it, kept as sent.")
    algorithm: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="An algorithm gave it, not a person."
    )
    graded_by: Line = Field(description="Name and role of the person who graded, or name of the algorithm.")
    graded_at: StatedAt | None = Field(default=None, description="Time of it, with its offset; missing: now.")
    reason: Note | None = Field(
        default=None, description="Needed where it is lower than the grading before it."
    )


class GradingSaid(Said):
    """A grading. as_sent: it came with the contact; tool and words are the sender's, and grading is none where no code is known."""

    stage: of.Grading[str]
    grading: of.Grading[str | None]
    tool: of.Grading[str | None]
    version: of.Grading[str | None] = None
    score: of.Grading[int | None] = None
    words: of.Grading[str | None] = None
    algorithm: of.Grading[bool]
    graded_by: of.Grading[str | None] = None
    graded_at: of.Grading[datetime | None] = None
    reason: of.Grading[str | None] = None
    recorded_at: of.Grading[datetime]
    recorded_by: of.Holder[str | None] = None
    as_sent: of.Grading[bool] = False
