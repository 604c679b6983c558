"""One contact opened: what somebody with this lens may read of it. Fields a lens lacks are None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from board.views import labels as of
from board.views.facts.people import PersonFacts
from board.views.fragment import Due, Rag
from board.views.gradings import GradingRow
from board.views.referrer.texts import ReferrerChange
from board.views.working import Undo, Work


@dataclass(frozen=True, slots=True)
class ContactState:
    """Where it stands: colour, holder, clocks. The page's buttons follow it. joined_to: the contact of the same incident.

    unaware: somebody must not be contacted, because they do not know of it. not_told: their names.
    """

    template: ClassVar[str] = "contact/state.html"
    ref: of.Ref[str]
    rag: of.Colour[Rag]
    dues: of.Times[tuple[Due, ...]]
    holder: of.Holder[str | None]
    holder_id: of.Holder[int | None]
    claimed_at: of.Times[datetime | None]
    closed_at: of.Times[datetime | None]
    outcome: of.Summary[str | None]
    closed_because: of.Summary[str | None]
    unaware: of.Flags[bool]
    not_told: of.AdultName[tuple[str, ...]]
    restricted: of.Plain[bool]
    held_legally: of.Plain[bool]
    held_because: of.Summary[str | None]
    manager_why: of.Holder[str | None]
    manager_because: of.Summary[str | None]
    work: Work
    undo: of.Holder[Undo | None]
    joined_to: of.Ref[str | None] = None

    @property
    def id(self) -> str:
        return "contact-state"


@dataclass(frozen=True, slots=True)
class ContactSummary:
    """What was reported and by whom, as sent. has_harm_detail: whether it may be asked for; the harm in detail itself is in no view."""

    template: ClassVar[str] = "contact/summary.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    received_at: of.Times[datetime]
    incident_on: of.Summary[date | None]
    clock_start_at: of.Times[datetime]
    source: of.Source[str | None]
    notice_type: of.Source[str | None]
    concern: of.Concern[str | None]
    summary: of.Summary[str | None]
    has_harm_detail: of.Referrer[bool]
    referrer: of.Referrer[str | None]
    anonymous_referrer: of.Flags[bool]
    referrer_changes: tuple[ReferrerChange, ...]
    sender_rag: of.Grading[str | None]
    grading: of.Grading[str | None]
    gradings: tuple[GradingRow, ...]
    release_reason: of.ReleaseReason[str | None]

    @property
    def id(self) -> str:
        return "contact-summary"


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child of the contact. age: words, or "unborn, expected Feb 2027"."""

    child_id: of.Plain[int]
    place: of.Plain[int]
    name: of.ChildName[str | None]
    age: of.ChildAge[str | None]
    born_on: of.ChildBorn[date | None]
    school: of.ChildSchool[str | None]
    address: of.ChildAddress[str | None]
    rag: of.Colour[Rag]
    rating_reason: of.RatingReason[str | None]
    rated_at: of.Times[datetime | None]
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class AdultRow:
    """An adult of the contact. has_safe_contact: whether one may be asked for; the safe contact itself is in no view."""

    adult_id: of.Plain[int]
    name: of.AdultName[str | None]
    role: of.AdultRole[str | None]
    born_on: of.AdultAddress[date | None]
    address: of.AdultAddress[str | None]
    has_safe_contact: of.AdultName[bool]
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class ContactFamily:
    """Children and adults. unknown: no child is named, which is an alarm."""

    template: ClassVar[str] = "contact/family.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    children: tuple[ChildRow, ...]
    adults: tuple[AdultRow, ...]
    unknown: of.Colour[bool]

    @property
    def id(self) -> str:
        return "contact-family"


@dataclass(frozen=True, slots=True)
class LateRow:
    """Words that the sender added later. differences: (field in words, before, after). to_answer: the contact was closed, and nobody has
    answered it. answer_reason: why the contact stays closed; none where it was reopened. joined: the contact that it came as.
    told: what somebody outside answered by a link; told_by: name, role and agency; asked: the question.
    """

    received_at: of.LateInformation[datetime]
    differences: of.LateInformation[tuple[tuple[str, str, str], ...]]
    to_answer: of.LateInformation[bool] = False
    answered_at: of.LateInformation[datetime | None] = None
    answered_by: of.Holder[str | None] = None
    answer_reason: of.LateInformation[str | None] = None
    joined: of.LateInformation[str | None] = None
    told: of.LateInformation[str | None] = None
    told_by: of.LateInformation[str | None] = None
    asked: of.LateInformation[str | None] = None


@dataclass(frozen=True, slots=True)
class ContactLate:
    """Late information, newest first."""

    template: ClassVar[str] = "contact/late.html"
    rows: of.LateInformation[tuple[LateRow, ...]]

    @property
    def id(self) -> str:
        return "contact-late"


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """Another contact on the board that looks like the same family. reasons: in words. verdict: confirmed, rejected or none.

    because: why somebody said so.
    """

    ref: of.Matches[str]
    reasons: of.Matches[str]
    verdict: of.Matches[str | None]
    because: of.Matches[str | None]


@dataclass(frozen=True, slots=True)
class ContactAlike:
    """What looks like the same family, as everybody may know it: nothing of what is restricted, which each is shown apart."""

    template: ClassVar[str] = "contact/alike.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    rows: of.Matches[tuple[AlikeRow, ...]]

    @property
    def id(self) -> str:
        return "contact-alike"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of an event, as somebody gave it. needs: the field it tells of."""

    needs: of.Plain[of.Shows]
    words: of.Plain[str]
    heading: of.Plain[str] = "Reason"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event in words. needs: the field it tells of. named: with the names of those who did it. why: with its reason."""

    needs: of.Plain[of.Shows]
    seq: of.Plain[int]
    at: of.Plain[datetime]
    named: of.Holder[str]
    unnamed: of.Plain[str]
    why: Why | None = None

    @property
    def words(self) -> str:
        return self.named or self.unnamed


@dataclass(frozen=True, slots=True)
class Restricting:
    """Why it was restricted, who may know of it changed, or the restriction was lifted; drawn with the page for one person named."""

    at: of.Times[datetime]
    by: of.Holder[str]
    reason: of.Flags[str]


@dataclass(frozen=True, slots=True)
class ContactTimeline:
    """What has happened, newest first. earlier: number of the oldest event here when there are older ones."""

    template: ClassVar[str] = "contact/timeline.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    earlier: of.Plain[int | None]
    rows: tuple[TimelineRow, ...]

    @property
    def id(self) -> str:
        return "contact-timeline"


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What happened to a contact, a page at a time."""

    template: ClassVar[str] = "contact/history.html"
    timeline: ContactTimeline
