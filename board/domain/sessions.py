"""A signed-in browser, and when it may still be believed. Pure: the rules of locking and ending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy

Standing = Literal["half", "open", "locked", "expired"]
HALF_OPEN = timedelta(minutes=15)
"""How long the second factor may take to set up or type once the password was right."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody sits: one hub with all their open seats there. agency: of the oldest seat."""

    hub_id: int
    hub_key: str
    hub_name: str
    roles: frozenset[Role]
    agency: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not been ended.

    idle, lifetime: the strictest of the person's hubs. enrolled: the person has an authenticator app. shortcuts: single keys act on
    their pages. asked: how many seats they are asked to take. places: by name of the hub.
    """

    session_id: UUID
    person_id: int
    name: str
    email: str
    enrolled: bool
    created_at: datetime
    seen_at: datetime
    second_factor_at: datetime | None
    locked_at: datetime | None
    idle: timedelta
    lifetime: timedelta
    places: tuple[Place, ...]
    shortcuts: bool = True
    asked: int = 0

    def standing(self, now: datetime) -> Standing:
        """What it opens at this moment. Computed from when it was last used, so that it holds with no worker running."""
        if now >= self.created_at + (self.lifetime if self.second_factor_at else HALF_OPEN):
            return "expired"
        if self.second_factor_at is None:
            return "half"
        return "locked" if self.locked_at or now >= self.seen_at + self.idle else "open"

    def actor(self, hub_key: str) -> Actor | None:
        """This person in this hub; none where they have no seat."""
        for p in self.places:
            if p.hub_key == hub_key:
                return Actor(
                    self.person_id,
                    self.name,
                    p.hub_id,
                    p.hub_key,
                    p.hub_name,
                    p.roles,
                    p.agency,
                    self.session_id,
                )
        return None


def idle_of(policies: Iterable[Policy]) -> timedelta:
    """After how long without use a page hides itself: the strictest of these hubs."""
    return timedelta(
        minutes=min((p.idle_lock_minutes for p in policies), default=Policy.default().idle_lock_minutes)
    )


def lifetime_of(policies: Iterable[Policy]) -> timedelta:
    """How long a session lasts however busy: the strictest of these hubs."""
    return timedelta(hours=min((p.session_hours for p in policies), default=Policy.default().session_hours))
