"""A link as it stands: whether it still opens anything, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from board.domain.directory.entries import Asked
from board.domain.link.purposes import PURPOSES, Purpose


class Over(StrEnum):
    """Why a link opens nothing any more."""

    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    ANSWERED = "answered"
    PERSON_ENDED = "person_ended"
    CONTACT_LEFT = "contact_left"
    RAN_OUT = "ran_out"


OVER_WORDS = {
    Over.WITHDRAWN: "Withdrawn",
    Over.RESTORED: "Void: the board was restored from a backup",
    Over.ANSWERED: "Answered",
    Over.PERSON_ENDED: "Ended: the person was removed",
    Over.CONTACT_LEFT: "Ended: the contact left the board",
    Over.RAN_OUT: "Ran out",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link. name: of the person it is for, or who has it; none: nobody has it yet. ref, closed_at: of its contact.
    person_ended: the person was removed.

    agency_id, agency: of the person or mailbox it is for. given_by: of a first sign-in, the person who gave the seat. sent_to: the address
    it went to. holder_id, offered_to, offered_name: of a link to a mailbox: the person who took it, and the deputy to whom they give it.
    holder_gone: that person left the agency, or may know of the contact no longer. void_at: when a restore voided it, or its time ran out.
    """

    hub_id: int
    link_id: UUID
    purpose: Purpose
    agency_id: int
    agency: str
    guest_id: int | None
    person_id: int | None
    mailbox_id: int | None
    grant_id: int | None
    given_by: int | None
    name: str | None
    contact_id: int | None
    ref: str | None
    closed_at: datetime | None
    question: str | None
    sent_to: str
    asked_at: datetime
    asked_by: int
    valid_until: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    withdrawn_at: datetime | None
    void_at: datetime | None
    person_ended: bool
    draft_id: UUID | None
    holder_id: int | None
    holder_gone: bool
    offered_to: int | None
    offered_name: str | None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Link:
        """The link of a row of the names of these fields."""
        return cls(**{**facts, "purpose": PURPOSES[facts["purpose"]]})

    @property
    def key(self) -> dict[str, Any]:
        """Its number, as statements name it."""
        return {"hub_id": self.hub_id, "link_id": self.link_id}

    @property
    def whose(self) -> int | None:
        """Number of the person it is for, or who has it; none: it went to a mailbox, and nobody has it."""
        return self.guest_id or self.person_id or self.holder_id

    @property
    def asked(self) -> Asked:
        """The person whom the next code is for, and the people who asked, by whom the directory judges its numbers."""
        return Asked(self.agency_id, self.next_whose, self.asked_by, self.asked_at, self.given_by)

    @property
    def next_whose(self) -> int | None:
        """Number of the person whom the next code is for; none: anybody of the agency."""
        return self.offered_to or self.whose

    def opens_anew(self, *, back: bool) -> bool:
        """Whether a code that nobody has used opens it in this browser. back: its person was let in here before.

        A link to a mailbox that somebody has opens in no browser but theirs, until it is given to a deputy, who opens it in their own.
        """
        if self.mailbox_id is None:
            return True
        return back == (self.holder_id is not None and self.offered_to is None)

    def over(self, now: datetime) -> Over | None:
        """Why it opens nothing now; none: it does, with a code."""
        reasons = (
            (self.withdrawn_at is not None, Over.WITHDRAWN),
            (self.void_at is not None and self.void_at < self.valid_until, Over.RESTORED),
            (self.answered_at is not None, Over.ANSWERED),
            (self.person_ended, Over.PERSON_ENDED),
            (self.purpose.of_contact and self.closed_at is not None, Over.CONTACT_LEFT),
            (self.valid_until <= now or self.void_at is not None, Over.RAN_OUT),
        )
        return next((why for so, why in reasons if so), None)
