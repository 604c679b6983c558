"""Consent of a contact: what the API is sent and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from board.api.models import LARGEST, Said
from board.intake.model import Sent
from board.intake.texts import Code, Line, Note, StatedAt
from board.views import labels as of

Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]


class OfPerson(Sent):
    """One adult or one child of the contact."""

    adult_id: Number | None = Field(default=None, description="The adult; or else `child_id`.")
    child_id: Number | None = Field(default=None, description="The child; or else `adult_id`.")


class ConsentSent(OfPerson):
    """The answer of an adult, or of a young person who can decide for themselves."""

    answer: Annotated[Code, Field(description="agreed, refused or not_asked")]
    spoken_with: Line | None = Field(
        default=None, description="Name and role of the person they answered; needed unless not asked."
    )
    words: Note | None = Field(
        default=None, description="The words they were asked in; missing: the hub's script."
    )
    limits: Note | None = Field(default=None, description="Limits they set.")
    reason: Note | None = Field(default=None, description="Why they were not asked; needed then.")
    said_at: StatedAt | None = Field(default=None, description="Time of it, with its offset; missing: now.")


class AwarenessSent(OfPerson):
    """The knowledge of an adult or child."""

    state: Annotated[Code, Field(description="not_aware, aware or told")]
    told_by: Line | None = Field(default=None, description="Name and role of the person who told them.")
    reason: Note | None = Field(default=None, description="Why they are not told; needed then.")
    look_again_on: date | None = Field(
        default=None, description="The day to decide again whether they can be told; needed then."
    )
    said_at: StatedAt | None = Field(default=None, description="Time of it, with its offset; missing: now.")


class DeciderSent(OfPerson):
    """Whether a young person can decide for themselves. Parental responsibility is a fact of an adult for each child."""

    decides: Annotated[Code, Field(description="yes or no")]
    reason: Note


class ConsentSaid(Said):
    """A fact. topic: decides, consent, awareness, dispensed. replaced_at: none of the one that stands."""

    topic: of.Consent[str]
    adult_id: of.Consent[int | None] = None
    child_id: of.Consent[int | None] = None
    code: of.Consent[str]
    spoken_with: of.Consent[str | None] = None
    words: of.Consent[str | None] = None
    limits: of.Consent[str | None] = None
    reason: of.Consent[str | None] = None
    look_again_on: of.Consent[date | None] = None
    said_at: of.Consent[datetime]
    recorded_at: of.Consent[datetime]
    recorded_by: of.Holder[str | None] = None
    replaced_at: of.Consent[datetime | None] = None
