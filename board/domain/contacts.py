"""A contact as it arrives: one approach, a family, one or more children, adults, a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from board.domain.refusals import AlreadyClaimed, ContactClosed

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class NewChild:
    """A child as sent. unborn: expected_on may be known, born_on never."""

    unborn: bool = False
    given_name: str | None = None
    family_name: str | None = None
    born_on: date | None = None
    expected_on: date | None = None
    sex: str | None = None
    ethnicity: str | None = None
    school: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How an adult can be reached without harm; kept apart from the adult."""

    channel: str | None = None
    times: str | None = None
    never_use: str | None = None
    code_word: str | None = None
    address: str | None = None
    message_ok: bool = False


@dataclass(frozen=True, slots=True)
class NewAdult:
    """An adult as sent, with the role in this contact: one of ADULT_ROLES."""

    role: str
    given_name: str | None = None
    family_name: str | None = None
    born_on: date | None = None
    address: str | None = None
    safe_contact: SafeContact | None = None


ADULT_ROLES = ("victim", "alleged_perpetrator", "parent", "carer", "household", "other")


@dataclass(frozen=True, slots=True)
class NewContact:
    """An approach as it came in, checked for form but not yet against the hub's policy.

    source: the hub's own label (policy.sources); sender_rag: the sender's colour, counted as a rating only from a seat that may rate.
    harm_detail: the harm in graphic detail, kept apart from the summary.
    received_at: aware, when it really arrived. digest is made from this value, so the same words sent again are the same.
    """

    source: str
    received_at: datetime
    concern: str
    summary: str
    source_reference: str | None = None
    notice_type: str | None = None
    referrer: str | None = None
    rag: str | None = None
    grading_tool: str | None = None
    grading_score: int | None = None
    grading: str | None = None
    confidential_enquiry: bool = False
    anonymous_referrer: bool = False
    restricted: bool = False
    children: tuple[NewChild, ...] = ()
    adults: tuple[NewAdult, ...] = ()
    harm_detail: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What is true now about one contact, as a command needs it: its own row and the open row of claims.

    holder, holder_id, claimed_at: who has it, none when nobody. policy_version: the policy in force when it was read.
    """

    hub_id: int
    contact_id: int
    ref: str
    received_at: datetime
    clock_start_at: datetime
    restricted: bool
    deciding_manager: int | None
    closed_at: datetime | None
    holder_id: int | None
    holder: str | None
    claimed_at: datetime | None
    policy_version: int

    def must_be_open(self) -> None:
        """Raises ContactClosed when it has left the board."""
        if self.closed_at is not None:
            raise ContactClosed(ref=self.ref, at=clock_time(self.closed_at))

    def must_be_free(self) -> None:
        """Raises AlreadyClaimed, with the holder's name, when somebody has it."""
        if self.claimed_at is not None:
            raise AlreadyClaimed(ref=self.ref, holder=self.holder, at=clock_time(self.claimed_at))


def clock_time(at: datetime) -> str:
    """A time of day as people here say it, e.g. 09:14."""
    return at.astimezone(LONDON).strftime("%H:%M")
