"""What protective measures, managers' reviews and the meetings for them are sent and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from board.api.models import LARGEST
from board.domain.measures import MeasureKind
from board.domain.review_meetings import USUAL_MINUTES
from board.intake.model import Sent
from board.intake.texts import Code, Note, StatedAt
from board.views import labels as of

Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]


class MeasureSent(Sent):
    """What protects a child or family, and until when. The same again, while it stands, is the same measure."""

    kind: Code = Field(description=f"One of: {', '.join(MeasureKind)}.")
    began_at: StatedAt = Field(description="When it began, with its offset from UTC; never in the future.")
    ends_at: StatedAt | None = Field(
        default=None,
        description="When it ends. Missing for police protection and a protection notice: when the law ends it at the latest.",
    )
    child_id: Number | None = Field(
        default=None,
        description="Whom it protects; needed for police protection and an emergency protection order.",
    )
    note: Note | None = Field(default=None, description="What whoever acts on it should know.")


class MeasureEnded(Sent):
    """Which measure is over, and what followed it."""

    measure_id: Number
    reason: Note


class ReviewSent(Sent):
    """What a manager found, and why it is still open. The same again within an hour is the same review."""

    finding: Note


class MeetingSent(Sent):
    """When a manager and whoever holds it meet to review it. Sent again it moves; the same again changes nothing."""

    starts_at: StatedAt = Field(description="When it begins, with its offset from UTC; within a year.")
    minutes: int = Field(
        default=USUAL_MINUTES, strict=True, ge=0, le=LARGEST, description="For how many minutes."
    )


class Measured(BaseModel):
    """ends_at: when it ends unless something follows it; none once it is over. changed: false when it was so already."""

    ref: of.Ref[str]
    measure_id: of.Protection[int]
    ends_at: of.Protection[datetime | None]
    changed: of.Plain[bool]
