"""What the API answers and, but for the contact itself, what it is sent. OpenAPI is made from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from board.domain.safe_now import SafeNow
from board.intake.model import Sent, SentFlags
from board.intake.texts import Code, Line, Note, ReceivedAt
from board.views import labels as of

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

    ref: of.Ref[str]
    created: of.Plain[bool]
    changed: of.Plain[bool]


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
    offered_to: of.Holder[str | None] = None
    manager: of.Holder[str | None] = None
    safe_now: of.SafeNow[list[str]] = Field(
        default=[], description="Alarms about where its children are, where it is of the first colour."
    )


class ContactList(Said):
    """Live contacts, most urgent first. next: for `after`, none at the end."""

    contacts: list[ContactCard]
    next: of.Plain[str | None]


class Clock(Said):
    """Something that must happen by a time."""

    clock: of.Times[str]
    at: of.Times[datetime]
    late: of.Times[bool]


class SafeNowSaid(Said):
    """What was said last of where a child is. whereabouts none: not known. said_by none: nobody says that the child is safe."""

    whereabouts: of.ChildSafeNow[str | None]
    with_whom: of.ChildSafeNow[str | None]
    said_by: of.ChildSafeNow[str | None]
    said_at: of.ChildSafeNow[datetime]


class ContactChild(Said):
    """A child of the contact, with its own rating."""

    child_id: of.Ref[int]
    rag: of.Colour[str | None]
    rated_at: of.Times[datetime | None]
    rating_reason: of.RatingReason[str | None] = None
    unborn: of.ChildAge[bool] = False
    given_name: of.ChildName[str | None] = None
    family_name: of.ChildName[str | None] = None
    born_on: of.ChildBorn[date | None] = None
    expected_on: of.ChildAge[date | None] = None
    sex: of.ChildBorn[str | None] = None
    ethnicity: of.ChildBorn[str | None] = None
    school: of.ChildSchool[str | None] = None
    address: of.ChildAddress[str | None] = None
    safe_now: of.ChildSafeNow[SafeNowSaid | None] = None


class ContactAdult(Said):
    """An adult of the contact. The safe contact itself is in no answer."""

    role: of.AdultRole[str]
    given_name: of.AdultName[str | None] = None
    family_name: of.AdultName[str | None] = None
    born_on: of.AdultAddress[date | None] = None
    address: of.AdultAddress[str | None] = None
    has_safe_contact: of.AdultRole[bool] = False


class MeasureSaid(Said):
    """A protective measure. ended_at: when somebody said that it is over, and end_reason what followed."""

    measure_id: of.Protection[int]
    kind: of.Protection[str]
    child_id: of.Protection[int | None]
    began_at: of.Protection[datetime]
    ends_at: of.Protection[datetime]
    note: of.Protection[str | None]
    ended_at: of.Protection[datetime | None]
    end_reason: of.Protection[str | None]


class MeetingSaid(BaseModel):
    """When a manager and whoever holds the contact meet to review it."""

    starts_at: of.Protection[datetime]
    minutes: of.Protection[int]


class ReviewSaid(Said):
    """A manager looked at what had been open for long. by: absent where the token's role sees no names of staff."""

    reviewed_at: of.Protection[datetime]
    by: of.Holder[str | None] = None
    finding: of.Protection[str]


class LateInformation(Said):
    """What the sender sent later, whole, but for safe contacts."""

    received_at: of.LateInformation[datetime]
    sent: of.LateInformation[dict[str, Any]]


class StrategyAnswer(Sent):
    """Whether a strategy discussion is held, and why."""

    answer: Annotated[Code, Field(description="agreed or refused")]
    reason: Note


class StrategySaid(Said):
    """A request for a strategy discussion, or its answer. answer: none in a request."""

    said_at: of.Strategy[datetime]
    said_by: of.Strategy[str]
    answer: of.Strategy[str | None]
    reason: of.Strategy[str]


class ContactDocument(Said):
    """One contact. rag: the worst of its children, none until one is rated."""

    ref: of.Ref[str]
    rag: of.Colour[str | None]
    received_at: of.Times[datetime]
    clock_start_at: of.Times[datetime]
    claimed_at: of.Times[datetime | None]
    closed_at: of.Times[datetime | None]
    due: of.Times[list[Clock]]
    children_unknown: of.Colour[bool]
    children: list[ContactChild]
    adults: list[ContactAdult]
    holder: of.Holder[str | None] = None
    outcome: of.Summary[str | None] = None
    source: of.Source[str | None] = None
    source_reference: of.Source[str | None] = None
    notice_type: of.Source[str | None] = None
    concern: of.Concern[str | None] = None
    summary: of.Summary[str | None] = None
    referrer: of.Referrer[str | None] = None
    sender_rag: of.Grading[str | None] = None
    grading_tool: of.Grading[str | None] = None
    grading_score: of.Grading[int | None] = None
    grading: of.Grading[str | None] = None
    release_reason: of.ReleaseReason[str | None] = None
    has_harm_detail: of.Referrer[bool | None] = None
    flags: of.Flags[SentFlags | None] = None
    given: of.Holder[str | None] = Field(
        default=None, description="How it came to its holder: handed_over, allocated or reassigned."
    )
    given_by: of.Holder[str | None] = None
    offered_to: of.Holder[str | None] = None
    offered_at: of.Holder[datetime | None] = None
    offer_note: of.HandOver[str | None] = None
    manager: of.Holder[str | None] = Field(default=None, description="Who decides it, start to finish.")
    measures: of.Protection[list[MeasureSaid] | None] = Field(
        default=None,
        description="What protects a child or family, what ends first on top; then what is over.",
    )
    meeting: of.Protection[MeetingSaid | None] = Field(
        default=None, description="When they meet to review it; null where no meeting is set."
    )
    strategy: of.Strategy[list[StrategySaid]] = Field(
        default=[], description="Requests for a strategy discussion, each with its answer after it."
    )
    reviews: of.Protection[list[ReviewSaid] | None] = Field(
        default=None, description="Managers' reviews, the newest first."
    )
    late_information: of.LateInformation[list[LateInformation]] = []


class FeedEvent(BaseModel):
    """Something that happened. kind `withheld`: not for this reader, and nothing else is told of it."""

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
