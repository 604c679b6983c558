"""What the API answers and, but for the contact itself, what it is sent. OpenAPI is made from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from board.domain.safe_now import SafeNow
from board.intake.model import Sent, SentFlags
from board.intake.texts import Code, Line, Note, ReceivedAt

LARGEST = 2**63 - 1


class Reason(Sent):
    """Why; whoever has to do with it next reads it."""

    reason: Note


Anyway = Annotated[
    Note | None,
    Field(
        description="Why it is done although somebody else holds a contact of the same family, after a 409 SameFamily named it."
    ),
]


class Claiming(Sent):
    """A claim, or the acceptance of an offer; the body may be left out."""

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


class ListQuery(Sent):
    """Which part of the list."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50
    after: Annotated[str, Field(max_length=200, description="`next` of the part before.")] | None = None


class FeedQuery(Sent):
    """Which part of the feed."""

    since: Annotated[int, Field(ge=0, le=LARGEST, description="Events after this number.")] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100


class Received(BaseModel):
    """The contact is here. created: it is new. changed: it was here and what came now differs; kept as late information."""

    ref: str
    created: bool
    changed: bool


class Claimed(BaseModel):
    """holder has it. changed: false when they had it already."""

    ref: str
    holder: str
    changed: bool


class Changed(BaseModel):
    """changed: whether anything is otherwise now."""

    ref: str
    changed: bool


class Said(BaseModel):
    """An answer. A field that the token's lens does not see is absent."""

    model_config = ConfigDict(extra="forbid")


class CardDue(Said):
    """The clock that bites first."""

    words: str
    at: datetime
    late: bool


class ContactCard(Said):
    """A live contact in the list. rag: none until a child is rated."""

    ref: str
    rag: str | None
    received_at: datetime
    claimed_at: datetime | None
    due: CardDue | None
    children_unknown: bool
    holder: str | None = None
    family: str | None = None
    restricted: bool = False
    release_reason: str | None = None
    late_information: int = 0
    offered_to: str | None = None
    manager: str | None = None
    safe_now: list[str] = Field(
        default=[], description="Alarms about where its children are, where it is of the first colour."
    )


class ContactList(Said):
    """Live contacts, most urgent first. next: for `after`, none at the end."""

    contacts: list[ContactCard]
    next: str | None


class Clock(Said):
    """Something that must happen by a time."""

    clock: str
    at: datetime
    late: bool


class SafeNowSaid(Said):
    """What was said last of where a child is. whereabouts none: not known. said_by none: nobody says that the child is safe."""

    whereabouts: str | None
    with_whom: str | None
    said_by: str | None
    said_at: datetime


class ContactChild(Said):
    """A child of the contact, with its own rating."""

    child_id: int
    rag: str | None
    rated_at: datetime | None
    rating_reason: str | None = None
    unborn: bool = False
    given_name: str | None = None
    family_name: str | None = None
    born_on: date | None = None
    expected_on: date | None = None
    sex: str | None = None
    ethnicity: str | None = None
    school: str | None = None
    address: str | None = None
    safe_now: SafeNowSaid | None = None


class ContactAdult(Said):
    """An adult of the contact. The safe contact itself is in no answer."""

    role: str
    given_name: str | None = None
    family_name: str | None = None
    born_on: date | None = None
    address: str | None = None
    has_safe_contact: bool = False


class MeasureSaid(Said):
    """A protective measure. ended_at: when somebody said that it is over, and end_reason what followed."""

    measure_id: int
    kind: str
    child_id: int | None
    began_at: datetime
    ends_at: datetime
    note: str | None
    ended_at: datetime | None
    end_reason: str | None


class MeetingSaid(BaseModel):
    """When a manager and whoever holds the contact meet to review it."""

    starts_at: datetime
    minutes: int


class ReviewSaid(Said):
    """A manager looked at what had been open for long. by: absent where the token's role sees no names of staff."""

    reviewed_at: datetime
    by: str | None = None
    finding: str


class LateInformation(Said):
    """What the sender sent later, whole, but for safe contacts."""

    received_at: datetime
    sent: dict[str, Any]


class ContactDocument(Said):
    """One contact. rag: the worst of its children, none until one is rated."""

    ref: str
    rag: str | None
    received_at: datetime
    clock_start_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    due: list[Clock]
    children_unknown: bool
    children: list[ContactChild]
    adults: list[ContactAdult]
    holder: str | None = None
    outcome: str | None = None
    source: str | None = None
    source_reference: str | None = None
    notice_type: str | None = None
    concern: str | None = None
    summary: str | None = None
    referrer: str | None = None
    sender_rag: str | None = None
    grading_tool: str | None = None
    grading_score: int | None = None
    grading: str | None = None
    release_reason: str | None = None
    has_harm_detail: bool | None = None
    flags: SentFlags | None = None
    given: str | None = Field(
        default=None, description="How it came to its holder: handed_over, allocated or reassigned."
    )
    given_by: str | None = None
    offered_to: str | None = None
    offered_at: datetime | None = None
    offer_note: str | None = None
    manager: str | None = Field(default=None, description="Who decides it, start to finish.")
    measures: list[MeasureSaid] | None = Field(
        default=None,
        description="What protects a child or family, what ends first on top; then what is over.",
    )
    meeting: MeetingSaid | None = Field(
        default=None, description="When they meet to review it; null where no meeting is set."
    )
    reviews: list[ReviewSaid] | None = Field(default=None, description="Managers' reviews, the newest first.")
    late_information: list[LateInformation] = []


class FeedEvent(BaseModel):
    """Something that happened. kind `withheld`: not for this reader, and nothing else is told of it."""

    seq: int
    kind: str
    at: datetime | None = None
    ref: str | None = None
    actor: str | None = None
    rag: str | None = None
    child: int | None = None
    children: int | None = None
    clock: str | None = None


class Feed(BaseModel):
    """Events in order, without a gap."""

    events: list[FeedEvent]


class Problem(BaseModel):
    """RFC 9457. title: the refusal's name; detail: its sentence; errors: a sentence by field."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = None
    holder: str | None = Field(default=None, description="Who has the contact, where somebody else does.")
    other: str | None = Field(
        default=None, description="The contact of the same family that `holder` has (SameFamily)."
    )
