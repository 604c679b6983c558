"""One contact opened: what somebody with this lens may read of it. Fields a lens lacks are None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from board.views.fragment import Due, Rag
from board.views.working import Undo, Work


@dataclass(frozen=True, slots=True)
class ContactState:
    """Where it stands: colour, holder, clocks. The page's buttons follow it."""

    template: ClassVar[str] = "contact/state.html"
    ref: str
    rag: Rag
    dues: tuple[Due, ...]
    holder: str | None
    holder_id: int | None
    claimed_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    confidential_enquiry: bool
    restricted: bool
    held_legally: bool
    work: Work
    undo: Undo | None

    @property
    def id(self) -> str:
        return "contact-state"


@dataclass(frozen=True, slots=True)
class ContactSummary:
    """What was reported and by whom, as sent. has_harm_detail: whether it may be asked for; the harm in detail itself is in no view."""

    template: ClassVar[str] = "contact/summary.html"
    hub_key: str
    ref: str
    received_at: datetime
    clock_start_at: datetime
    source: str | None
    notice_type: str | None
    concern: str | None
    summary: str | None
    has_harm_detail: bool
    referrer: str | None
    anonymous_referrer: bool
    sender_rag: str | None
    grading: str | None
    release_reason: str | None

    @property
    def id(self) -> str:
        return "contact-summary"


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A protective measure. child: whom it protects, none for the family. ended_at: when somebody said that it is over."""

    measure_id: int
    label: str
    child: str | None
    began_at: datetime
    ends_at: datetime
    note: str | None
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A manager's look at what was open for long."""

    at: datetime
    by: str
    finding: str


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """When they meet to review it. people: names of who comes, for a lens that may know who holds it."""

    starts_at: datetime
    minutes: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactProtection:
    """What protects the family and until when, when they meet to review it, and what managers found when they did."""

    template: ClassVar[str] = "contact/protection.html"
    hub_key: str
    ref: str
    measures: tuple[MeasureRow, ...]
    meeting: MeetingRow | None
    reviews: tuple[ReviewRow, ...]

    @property
    def id(self) -> str:
        return "contact-protection"


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child of the contact. age: words, or "unborn, expected Feb 2027"."""

    child_id: int
    place: int
    name: str | None
    age: str | None
    born_on: date | None
    school: str | None
    address: str | None
    rag: Rag
    rating_reason: str | None
    rated_at: datetime | None


@dataclass(frozen=True, slots=True)
class SafeRow:
    """What was said of one child. standing: not_known, nobody_says_safe, unconfirmed or said. lapses_at: until when it counts as now.

    whereabouts, with_whom, said_by: none also for a lens that may know no more than how it stands. before: what was said earlier.
    """

    place: int
    name: str | None
    unborn: bool
    standing: str
    whereabouts: str | None
    with_whom: str | None
    said_by: str | None
    said_at: datetime | None
    lapses_at: datetime | None
    recorded_by: str | None
    before: tuple[SafePast, ...]


@dataclass(frozen=True, slots=True)
class SafePast:
    """Something said earlier of a child. words: all of it on one line."""

    said_at: datetime
    words: str
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class ContactSafeNow:
    """Where each child is now. leads: the contact is of the first colour, so what is missing is an alarm."""

    template: ClassVar[str] = "contact/safe_now.html"
    leads: bool
    alarms: tuple[str, ...]
    rows: tuple[SafeRow, ...]

    @property
    def id(self) -> str:
        return "contact-safe-now"


@dataclass(frozen=True, slots=True)
class AdultRow:
    """An adult of the contact. has_safe_contact: whether one may be asked for; the safe contact itself is in no view."""

    adult_id: int
    name: str | None
    role: str | None
    born_on: date | None
    address: str | None
    has_safe_contact: bool


@dataclass(frozen=True, slots=True)
class ContactFamily:
    """Children and adults. unknown: no child is named, which is an alarm."""

    template: ClassVar[str] = "contact/family.html"
    hub_key: str
    ref: str
    children: tuple[ChildRow, ...]
    adults: tuple[AdultRow, ...]
    unknown: bool

    @property
    def id(self) -> str:
        return "contact-family"


@dataclass(frozen=True, slots=True)
class LateRow:
    """What the sender added later. differences: (field in words, before, after)."""

    received_at: datetime
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ContactLate:
    """Late information, newest first."""

    template: ClassVar[str] = "contact/late.html"
    rows: tuple[LateRow, ...]

    @property
    def id(self) -> str:
        return "contact-late"


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """Another contact on the board that looks like the same family. reasons: in words. verdict: confirmed, rejected or none."""

    ref: str
    reasons: str
    verdict: str | None


@dataclass(frozen=True, slots=True)
class ContactAlike:
    """What looks like the same family, as everybody may know it: nothing of what is restricted, which each is shown apart."""

    template: ClassVar[str] = "contact/alike.html"
    hub_key: str
    ref: str
    rows: tuple[AlikeRow, ...]

    @property
    def id(self) -> str:
        return "contact-alike"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event in words."""

    seq: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class ContactTimeline:
    """What has happened, newest first. earlier: number of the oldest event here when there are older ones."""

    template: ClassVar[str] = "contact/timeline.html"
    hub_key: str
    ref: str
    earlier: int | None
    rows: tuple[TimelineRow, ...]

    @property
    def id(self) -> str:
        return "contact-timeline"


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What happened to a contact, a page at a time."""

    template: ClassVar[str] = "contact/history.html"
    timeline: ContactTimeline
