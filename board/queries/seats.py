"""Seats that people have in a hub."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_TAKEN = text(
    "select s.seat_id, p.name, p.email, a.key as agency, s.role from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "where s.hub_id = :hub_id and s.ended_at is null order by lower(p.name), s.seat_id"
)


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A seat by its number. agency: its key. role: the role's key."""

    seat_id: int
    name: str
    email: str
    agency: str
    role: str


async def seats_of(conn: AsyncConnection, hub_id: int) -> tuple[SeatTaken, ...]:
    """The hub's seats that were not ended, by name; a token's seat ends with the token."""
    return tuple(SeatTaken(*row) for row in await conn.execute(_TAKEN, {"hub_id": hub_id}))
