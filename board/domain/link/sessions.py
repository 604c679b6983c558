"""A browser in which a link was opened: it locks when nobody uses it and ends with its link. It is no session of a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from board.domain.link.links import Link
from board.domain.people import Actor

Standing = Literal["open", "locked", "over"]


@dataclass(frozen=True, slots=True)
class Statement:
    """Name and role as stated at the door of a link in one browser. inside: a code let this browser in, and nothing has ended that."""

    statement_id: UUID
    said_name: str
    said_role: str
    said_at: datetime
    inside: bool


@dataclass(frozen=True, slots=True)
class LinkSession:
    """A browser that was let in. said_name, said_role: as the person stated them. idle: after how long without use it locks."""

    session_id: UUID
    link: Link
    code_id: UUID
    said_name: str
    said_role: str
    begun_at: datetime
    seen_at: datetime
    locked_at: datetime | None
    idle: timedelta
    hub_key: str
    hub_name: str

    def standing(self, now: datetime) -> Standing:
        """How far it opens its link at this moment. Worked out from when it was last used, so that it holds with no worker running."""
        if self.link.over(now) is not None or self.link.holder_gone:
            return "over"
        return "locked" if self.locked_at or now >= self.seen_at + self.idle else "open"

    @property
    def actor(self) -> Actor:
        """The person, as acts and readings are kept under their name: without any seat, so that no action is allowed by a role."""
        link = self.link
        assert link.whose is not None
        assert link.name is not None
        return Actor(
            link.whose, link.name, link.hub_id, self.hub_key, self.hub_name, frozenset(), link.agency
        )


def session_of_row(link: Link, row: Any, idle_minutes: int) -> LinkSession:
    """The session of a row that is also its link's."""
    facts = {name: getattr(row, name) for name in LinkSession.__slots__ if name not in ("link", "idle")}
    return LinkSession(link=link, idle=timedelta(minutes=idle_minutes), **facts)
