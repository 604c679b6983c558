"""Clocks that come due soon, whoever's they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NEXT = text(
    "select * from ("
    "(select hub_id, contact_id, clock_id, due_at as at, 'clock' as what from clocks "
    "where due_at <= :until and stopped_at is null and fired_at is null order by due_at limit :most) union all "
    "(select hub_id, contact_id, clock_id, next_rung_at, 'rung' from clocks "
    "where next_rung_at <= :until and stopped_at is null and next_rung_at is not null order by next_rung_at limit :most)"
    ") k order by at, hub_id, clock_id limit :most"
)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A clock that runs and has not fired, or a reminder of one that has not come. what: clock or rung."""

    hub_id: int
    contact_id: int
    clock_id: int
    due_at: datetime
    what: str = "clock"


async def next_due(conn: AsyncConnection, until: datetime, *, most: int) -> list[Upcoming]:
    """Clocks that are due by then and have not fired, and reminders that come by then; the longest due first."""
    return [Upcoming(*row) for row in await conn.execute(_NEXT, {"until": until, "most": most})]
