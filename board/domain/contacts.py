"""A contact as it arrives: one approach, a family, one or more children, adults, a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from board.domain.refusals import ContactClosed

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
    harm_detail: the harm in graphic detail, kept apart from the summary. incident_on: the date of incident, where it was said.
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
    incident_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What was true of one contact when a command locked it: its own row, the open row of claims, and who else it stands before.

    holder, holder_id, claimed_at: who has it, none when nobody. policy_version: the policy in force when it was read. named: the people
    named on it while it is restricted. offered_to: who has been asked to take it over and has not answered. apart: the people from whom
    it is kept, because of an interest in its family.
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
    named: frozenset[int] = frozenset()
    offered_to: int | None = None
    apart: frozenset[int] = frozenset()

    @classmethod
    def of(cls, *rows: Mapping[Any, Any], **facts: Any) -> Self:
        """From rows and facts that carry its fields by name, and may carry more; named and apart come as lists."""
        for row in rows:
            facts |= row
        for people in ("named", "apart"):
            facts[people] = frozenset(facts[people])
        return cls(**{field: facts[field] for field in cls.__slots__})

    @property
    def key(self) -> dict[str, Any]:
        """Its hub and number, as statements name them."""
        return {"hub_id": self.hub_id, "contact_id": self.contact_id}

    @property
    def concerned(self) -> frozenset[int]:
        """People whose own strip shows it: the holder, the person it is offered to, and the people named while it is restricted."""
        return self.named | {one for one in (self.holder_id, self.offered_to) if one is not None}

    def must_be_open(self) -> None:
        """Raises ContactClosed when it has left the board."""
        if self.closed_at is not None:
            raise ContactClosed(ref=self.ref, at=clock_time(self.closed_at))


def clock_time(at: datetime) -> str:
    """A time of day as people here say it, e.g. 09:14."""
    return at.astimezone(LONDON).strftime("%H:%M")
