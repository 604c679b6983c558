"""One contact as the API answers it, with its people, clocks, protection and requests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from board.api.contact.consent import ConsentSaid
from board.api.contact.gradings import GradingSaid
from board.api.contact.notes import NoteSaid
from board.api.facts.said import FactSaid
from board.api.models import Said
from board.intake.model import SentFlags
from board.views import labels as of


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

    adult_id: of.AdultRole[int]
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
    to_answer: of.LateInformation[bool] = Field(
        default=False, description="It came to a closed contact, and nobody has answered it."
    )
    answered_at: of.LateInformation[datetime | None] = None
    answered_by: of.Holder[str | None] = None
    answer_reason: of.LateInformation[str | None] = Field(
        default=None, description="Why the contact stays closed; null where it was reopened."
    )


class StrategySaid(Said):
    """A request for a strategy discussion, or its answer. answer: none in a request."""

    said_at: of.Strategy[datetime]
    said_by: of.Strategy[str]
    answer: of.Strategy[str | None]
    reason: of.Strategy[str]


class MatchSaid(Said):
    """Another live contact that looks like the same family. why: in words. verdict: confirmed, rejected or null."""

    ref: of.Matches[str]
    why: of.Matches[str]
    verdict: of.Matches[str | None]
    verdict_reason: of.Matches[str | None]
    anyway_reason: of.Matches[str | None] = Field(
        description="Why one was given away last although somebody held the other."
    )


class RestrictingSaid(Said):
    """Why it was restricted, the people named changed, or the restriction was lifted."""

    at: of.Times[datetime]
    by: of.Holder[str]
    reason: of.Flags[str]


class ReasonSaid(Said):
    """An event of the history with its reason. Absent where the token's role does not see what the event tells of. seq: in the feed."""

    seq: of.Plain[int | None] = None
    at: of.Plain[datetime]
    what: of.Plain[str]
    reason: of.Plain[str]


class ReferrerChangeSaid(Said):
    """A change of whether the referrer may be named, after the contact was logged. changed_by: null where the sender said so."""

    changed_at: of.Flags[datetime]
    hidden: of.Flags[bool]
    changed_by: of.Holder[str | None] = None
    reason: of.Referrer[str | None] = None


class ContactDocument(Said):
    """One contact. rag: the worst of its children, none until one is rated."""

    ref: of.Ref[str]
    rag: of.Colour[str | None]
    received_at: of.Times[datetime]
    incident_on: of.Summary[date] = Field(
        description="Date of incident: as sent, else the London day of received_at."
    )
    clock_start_at: of.Times[datetime]
    claimed_at: of.Times[datetime | None]
    closed_at: of.Times[datetime | None]
    due: of.Times[list[Clock]]
    children_unknown: of.Colour[bool]
    children: list[ContactChild]
    adults: list[ContactAdult]
    holder: of.Holder[str | None] = None
    outcome: of.Summary[str | None] = None
    outcome_reason: of.Summary[str | None] = Field(default=None, description="Why it was closed.")
    legal_hold: of.Summary[str | None] = Field(
        default=None, description="Why nothing of it may be removed; null where no legal hold stands."
    )
    source: of.Source[str | None] = None
    source_reference: of.Source[str | None] = None
    notice_type: of.Source[str | None] = None
    concern: of.Concern[str | None] = None
    summary: of.Summary[str | None] = None
    referrer: of.Referrer[str | None] = None
    referrer_changes: list[ReferrerChangeSaid] = Field(
        default=[], description="Whether the referrer may be named, each change after the one before."
    )
    sender_rag: of.Grading[str | None] = None
    grading_tool: of.Grading[str | None] = None
    grading_score: of.Grading[int | None] = None
    grading: of.Grading[str | None] = None
    gradings: of.Grading[list[GradingSaid]] = Field(
        default=[],
        description="Gradings of a domestic abuse incident: the sender's, then each that was recorded.",
    )
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
    declined_by: of.Holder[str | None] = None
    decline_reason: of.HandOver[str | None] = Field(
        default=None, description="Why the last offer was declined."
    )
    manager: of.Holder[str | None] = Field(default=None, description="Who decides it, start to finish.")
    manager_why: of.Holder[str | None] = Field(
        default=None, description="Why the deciding manager changed last; null for the first."
    )
    manager_reason: of.Summary[str | None] = Field(default=None, description="The same, in their words.")
    matches: of.Matches[list[MatchSaid]] = Field(
        default=[], description="Live contacts that look like the same family, the strongest first."
    )
    restricting: list[RestrictingSaid] = Field(
        default=[],
        description="Why it is restricted, newest first, for the people named who were never kept out.",
    )
    reasons: list[ReasonSaid] = Field(
        default=[], description="Why things were done with it, as its history tells them, newest first."
    )
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
    not_aware: of.Flags[bool] = Field(
        default=False,
        description="Somebody must not be contacted: a confidential enquiry, or a person recorded as not aware.",
    )
    must_not_be_contacted: of.AdultName[list[str]] = Field(default=[], description="Their names.")
    consent: of.Consent[list[ConsentSaid]] = Field(
        default=[], description="Who decides, what each person answered and knows, the newest first."
    )
    facts: of.Facts[list[FactSaid]] = Field(
        default=[], description="Facts of the people, the newest first; the newest of a kind counts."
    )
    notes: of.Notes[list[NoteSaid]] = Field(default=[], description="Notes, the newest first.")
    late_information: of.LateInformation[list[LateInformation]] = Field(default=[])
