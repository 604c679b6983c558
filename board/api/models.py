"""What the API answers and, but for the contact itself, what it is sent. OpenAPI is made from these."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from board.domain.safe_now import SafeNow
from board.intake.model import Sent
from board.intake.texts import Code, Line, Note, ReceivedAt
from board.views import labels as of

LARGEST = 2**63 - 1
Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
"""The number of something, as the database keeps it."""


class Reason(Sent):
    """Why; whoever has to do with it next reads it."""

    reason: Note


class RestrictToo(Sent):
    """The answer of somebody named on the restricted contact."""

    other: str = Field(description="The other contact's reference.")
    answer: str = Field(description="yes or no")
    reason: Note


Anyway = Annotated[
    Note | None,
    Field(
        description="Why it is done all the same, after a 409 asked: SameFamily, NotFinished or OffDuty says what speaks against it."
    ),
]


class Claiming(Sent):
    """A claim, or the acceptance of an offer; the body may be left out."""

    anyway: Anyway = None


class Closing(Sent):
    """An outcome of the hub, and why."""

    outcome: Code
    reason: Note
    anyway: Anyway = None


class Rating(Sent):
    """A colour with its reason, for one child or, without child_id, for every child of the contact."""

    rag: Code = Field(description="A level of the hub.")
    reason: Note
    child_id: Annotated[int, Field(strict=True, ge=1, le=LARGEST)] | None = None


class SafeNowSent(Sent):
    """Where one child is now or, without child_id, every child of the contact. Without whereabouts: not known, which is an alarm."""

    child_id: Annotated[int, Field(strict=True, ge=1, le=LARGEST)] | None = None
    whereabouts: Line | None = Field(default=None, description="Where the child is.")
    with_whom: Line | None = Field(default=None, description="Who is with the child.")
    said_by: Line | None = Field(
        default=None, description="Who says that the child is safe, name and role; none: nobody does."
    )
    said_at: ReceivedAt = Field(
        description="When that was said, with its offset from UTC; never in the future."
    )

    def to_domain(self) -> SafeNow:
        """The same, for the command."""
        return SafeNow(self.whereabouts, self.with_whom, self.said_by, self.said_at)


class StrategyAnswer(Sent):
    """Whether a strategy discussion is held, and why."""

    answer: Annotated[Code, Field(description="agreed or refused")]
    reason: Note


class ListQuery(Sent):
    """Which part of the list."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50
    after: Annotated[str, Field(max_length=200, description="`next` of the part before.")] | None = None


class FeedQuery(Sent):
    """Which part of the feed."""

    since: Annotated[int, Field(ge=0, le=LARGEST, description="Events after this number.")] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100


class Received(BaseModel):
    """It was received. What a sender is answered never depends on whether a contact is restricted."""

    receipt: of.Plain[str] = Field(description="The same for the same body from the same sender.")
    ref: of.Ref[str] = Field(
        default_factory=str,
        description="The board's own reference. Absent where the body became late information.",
    )
    changed: of.Plain[bool] = Field(
        default_factory=bool,
        description="Of late information alone: whether it says anything that was not said first.",
    )


class Claimed(BaseModel):
    """holder has it. changed: false when they had it already."""

    ref: of.Ref[str]
    holder: of.Holder[str]
    changed: of.Plain[bool]


class Changed(BaseModel):
    """changed: whether anything is otherwise now."""

    ref: of.Ref[str]
    changed: of.Plain[bool]


class Said(BaseModel):
    """An answer. A field that the token's lens does not see is absent."""

    model_config = ConfigDict(extra="forbid")


class CardDue(Said):
    """The clock that bites first."""

    words: of.Times[str]
    at: of.Times[datetime]
    late: of.Times[bool]


class ContactCard(Said):
    """A live contact in the list. rag: none until a child is rated."""

    ref: of.Ref[str]
    rag: of.Colour[str | None]
    received_at: of.Times[datetime]
    claimed_at: of.Times[datetime | None]
    due: of.Times[CardDue | None]
    children_unknown: of.Colour[bool]
    holder: of.Holder[str | None] = None
    family: of.Family[str | None] = None
    restricted: of.Flags[bool] = False
    release_reason: of.ReleaseReason[str | None] = None
    late_information: of.LateInformation[int] = 0
    to_answer: of.LateInformation[bool] = Field(
        default=False,
        description="It is closed, and stands here until somebody answers its late information.",
    )
    offered_to: of.Holder[str | None] = None
    manager: of.Holder[str | None] = None
    safe_now: of.SafeNow[list[str]] = Field(
        default=[], description="Alarms about where its children are, where it is of the first colour."
    )
    earlier: of.Matches[int] = Field(
        default=0, description="Earlier contacts of the same people, by the definition of the hub."
    )


class ContactList(Said):
    """Live contacts, most urgent first. next: for `after`, none at the end."""

    contacts: list[ContactCard]
    next: of.Plain[str | None]


class FeedEvent(BaseModel):
    """Something that happened. seq: its number in the feed. kind `withheld`: not for this reader any more."""

    seq: of.Plain[int]
    kind: of.Plain[str]
    at: of.Plain[datetime | None] = None
    ref: of.Ref[str | None] = None
    actor: of.Holder[str | None] = None
    rag: of.Colour[str | None] = None
    child: of.Ref[int | None] = None
    children: of.Ref[int | None] = None
    clock: of.Times[str | None] = None


class Feed(BaseModel):
    """Events in order, without a gap."""

    events: list[FeedEvent]


class Problem(BaseModel):
    """RFC 9457. title: the refusal's name; detail: its sentence; errors: a sentence by field."""

    type: of.Plain[str]
    title: of.Plain[str]
    status: of.Plain[int]
    detail: of.Plain[str]
    errors: of.Plain[dict[str, str] | None] = None
    holder: of.Holder[str | None] = Field(
        default=None, description="Who has the contact, where somebody else does."
    )
    other: of.Matches[str | None] = Field(
        default=None, description="The contact of the same family that `holder` has (SameFamily)."
    )
