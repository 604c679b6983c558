"""Notes of a contact: what the API is sent and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from board.api.models import Said
from board.domain.contact.notes import NoteKind
from board.intake.model import Sent
from board.intake.texts import Code, Line, StatedAt, Story
from board.views import labels as of


class NoteSent(Sent):
    """A note. The same again from the same token within an hour is the same note, or within two minutes for an attempt."""

    kind: Annotated[Code, Field(description=f"One of: {', '.join(NoteKind)}.")]
    note: Story | None = Field(
        default=None, description="The text of at most 4,000 characters; none for an attempt."
    )
    spoken_to: Line | None = Field(
        default=None, description="Name and role of the person spoken to; needed for `telephone`."
    )
    spoken_at: StatedAt | None = Field(
        default=None, description="Time of it, with its offset from UTC; missing: now."
    )


class Noted(BaseModel):
    """changed: false when it was so already."""

    ref: of.Ref[str]
    note_id: of.Notes[int | None] = None
    changed: of.Plain[bool]


class NoteSaid(Said):
    """A note. kind: note, telephone or attempt (nobody answered)."""

    note_id: of.Notes[int]
    kind: of.Notes[str]
    spoken_at: of.Notes[datetime]
    spoken_to: of.Notes[str | None] = None
    note: of.Notes[str | None] = None
    written_at: of.Notes[datetime]
    written_by: of.Holder[str | None] = None
    taken_back_at: of.Notes[datetime | None] = Field(
        default=None, description="When its author took it back as a mistake."
    )


class NoteTakenBack(Sent):
    """A note that its author takes back."""

    note_id: Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
