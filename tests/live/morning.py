"""A hub of its own with people in every kind of seat, which the steps of a walk change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from board.domain.contacts import NewContact
from board.domain.deliveries import Channel
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.store.engine import Database
from tests import make

ROLES = (
    Role.SOCIAL_WORKER,
    Role.MANAGER,
    Role.SERVICE_MANAGER,
    Role.ADMIN,
    Role.QA,
    Role.POLICE,
    Role.DATA_OFFICER,
)


@dataclass(slots=True)
class Morning:
    """A hub, its people and what has been sent so far; time moves only forward."""

    db: Database
    hub: make.Hub
    people: list[Actor]
    now: datetime = make.NOW
    sent: list[NewContact] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    lists: list[UUID] = field(default_factory=list)

    @classmethod
    async def begin(cls, db: Database, key: str) -> Morning:
        """A hub with somebody in each kind of seat, that sends mail as well once mail may go to its people."""
        policy = Policy.default()
        policy = replace(policy, deliveries=replace(policy.deliveries, channels=(Channel.EMAIL,)))
        hub = await make.hub(db, key, policy=policy)
        return cls(db, hub, [await make.person(db, hub, role) for role in ROLES])

    def who(self, n: int) -> Actor:
        return self.people[n % len(self.people)]

    def ref(self, n: int) -> str:
        return self.refs[n % len(self.refs)] if self.refs else "Z9Z"


Step = Callable[[Morning, int, int, int], Awaitable[None]]
