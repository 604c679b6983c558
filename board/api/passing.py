"""What passing work on is sent and answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from board.api.models import LARGEST, Anyway
from board.domain.owners import WHYS
from board.intake.model import Sent
from board.intake.texts import Code, Name, Note
from board.views import labels as of

Addressed = Annotated[
    Name, Field(description="E-mail address of somebody with a seat in the hub, or the name of a system.")
]


class Offered(Sent):
    """To whom it is offered, and what is left to do."""

    to: Addressed
    note: Note
    anyway: Anyway = None


class Allocation(Sent):
    """To whom it is given."""

    to: Addressed
    anyway: Anyway = None


class Reassignment(Sent):
    """To whom it moves, and why. holder: whoever has it, as the contact was read; where somebody else has it by now, it is refused."""

    to: Addressed
    reason: Note
    holder: Name | None = None
    anyway: Anyway = None


class Owning(Sent):
    """Who decides it: whoever sends this, where `to` is missing. A change of the deciding manager needs why and reason.

    manager: whoever decides it, as the contact was read; where somebody else does by now, it is refused.
    """

    to: Addressed | None = None
    why: Code | None = Field(default=None, description=f"One of: {', '.join(WHYS)}.")
    reason: Note | None = None
    manager: Name | None = None


class Undoing(Sent):
    """The event to take back, by its number in the feed; missing: the last that was done with the contact."""

    seq: Annotated[int, Field(strict=True, ge=1, le=LARGEST)] | None = None


class HandedOver(BaseModel):
    """holder has it. offered_to: to whom it stands offered. changed: false when it was so already."""

    ref: of.Ref[str]
    holder: of.Holder[str]
    offered_to: of.Holder[str | None]
    changed: of.Plain[bool]


class Owned(BaseModel):
    """manager decides it. changed: false when they did already."""

    ref: of.Ref[str]
    manager: of.Holder[str]
    changed: of.Plain[bool]


class Undone(BaseModel):
    """what: was taken back, in words. changed: false when it had been already."""

    ref: of.Ref[str]
    what: of.Holder[str]
    changed: of.Plain[bool]
