"""Where a request stands, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """How far a request is."""

    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    ANSWERED_IN_PART = "answered_in_part"
    AWAITED = "awaited"
    OPENED = "opened"
    SENT = "sent"
    BY_TELEPHONE = "by_telephone"
    NOT_SENT = "not_sent"
    PREPARING = "preparing"


WORDS: Final[Mapping[State, str]] = {
    State.WITHDRAWN: "Withdrawn",
    State.ANSWERED: "Answered",
    State.ANSWERED_IN_PART: "Answered in part",
    State.AWAITED: "Awaited",
    State.OPENED: "Opened",
    State.SENT: "Sent",
    State.BY_TELEPHONE: "Asked by telephone",
    State.NOT_SENT: "Not sent",
    State.PREPARING: "Preparing",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The facts about a request's way. people, answered: how many it asks about, and of how many a part of substance came.

    awaited: an agency said that it will answer later.
    """

    withdrawn_at: datetime | None
    sent_at: datetime | None
    failed_at: datetime | None
    opened_at: datetime | None
    by_telephone_at: datetime | None
    people: int
    answered: int
    awaited: bool

    @property
    def state(self) -> State:
        """The furthest it came; a form that could not be sent is said before everything but an answer."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.answered:
            return State.ANSWERED if self.answered >= self.people else State.ANSWERED_IN_PART
        if self.awaited:
            return State.AWAITED
        if self.failed_at is not None:
            return State.NOT_SENT
        if self.opened_at is not None:
            return State.OPENED
        if self.sent_at is not None:
            return State.SENT
        return State.BY_TELEPHONE if self.by_telephone_at is not None else State.PREPARING
