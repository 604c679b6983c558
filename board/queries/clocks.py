"""Clocks that come due soon, whoever's they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NEXT = text(
    "select hub_id, contact_id, clock_id, due_at from clocks where due_at <= :until and stopped_at is null and fired_at is null "
    "order by due_at, hub_id, clock_id limit :most"
)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A clock that runs and has not fired."""

    hub_id: int
    contact_id: int
    clock_id: int
    due_at: datetime


async def next_due(conn: AsyncConnection, until: datetime, *, most: int) -> list[Upcoming]:
    """Clocks that are due by then and have not fired, the longest due first."""
    return [Upcoming(*row) for row in await conn.execute(_NEXT, {"until": until, "most": most})]
