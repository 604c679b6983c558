"""Purposes of links. A new purpose is one line here, its number in schema.sql, and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from board.domain.permissions import Action


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why somebody outside gets a link.

    words: what the person is to do, as colleagues read it; opening: how the mail that brings the link begins.
    action: what a member of staff may do who sends such a link, makes codes for it and withdraws it. of_contact: it is about one contact,
    and over when that leaves the board. hours: how long it is valid at most; none: the days of the hub's policy.
    """

    key: str
    words: str
    opening: str
    action: Action
    of_contact: bool
    hours: int | None = None

    def valid_until(self, asked_at: datetime, days: int) -> datetime:
        """Until when a link asked for at this moment is valid, in a hub whose links are valid for so many days."""
        most = timedelta(days=days)
        return asked_at + (most if self.hours is None else min(most, timedelta(hours=self.hours)))


PURPOSES: Final[Mapping[str, Purpose]] = {
    one.key: one
    for one in (
        Purpose("add_information", "Add what they know", "You are asked a question at work.", Action.ASK_OUTSIDE, of_contact=True),
        Purpose("first_sign_in", "First sign-in", "You have been given access at work.", Action.GIVE_SEAT, of_contact=False, hours=24),
    )
}  # fmt: skip
