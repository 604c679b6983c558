"""Seats that people have in a hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_TAKEN = text(
    "select s.seat_id, p.person_id, p.name, p.email, a.key as agency, s.role, s.created_at as since, given.name as given_by, "
    "confirmed.name as confirmed_by from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "left join people given on given.person_id = s.given_by left join people confirmed on confirmed.person_id = s.confirmed_by "
    "where s.hub_id = :hub_id and s.ended_at is null order by lower(p.name), s.seat_id"
)


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A seat by its number. agency: its key. role: the role's key. given_by: none where the board command gave it, or it is not known."""

    seat_id: int
    person_id: int
    name: str
    email: str
    agency: str
    role: str
    since: datetime
    given_by: str | None
    confirmed_by: str | None


async def seats_of(conn: AsyncConnection, hub_id: int) -> tuple[SeatTaken, ...]:
    """The hub's seats that were not ended, by name; a token's seat ends with the token."""
    return tuple(SeatTaken(*row) for row in await conn.execute(_TAKEN, {"hub_id": hub_id}))
