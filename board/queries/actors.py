"""Who acts when nobody signed in: a command on the server names a person, or a feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import NotHere

_HUBS = text("select key, hub_id from hubs where hub_id <> 0 order by hub_id")
_SEAT = (
    "select p.person_id, p.name, h.hub_id, h.key as hub_key, h.name as hub_name, s.role, a.name as agency "
    "from people p join seats s on s.person_id = p.person_id and s.ended_at is null "
    "join hubs h on h.hub_id = s.hub_id join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "where {whose} and p.ended_at is null and h.hub_id = :hub_id order by s.seat_id"
)
_BY_EMAIL = text(_SEAT.format(whose="lower(p.email) = lower(:email)"))
_BY_NUMBER = text(_SEAT.format(whose="p.person_id = :person_id"))


async def hub_numbers(conn: AsyncConnection) -> dict[str, int]:
    """Every hub's number by its key."""
    return {row.key: row.hub_id for row in await conn.execute(_HUBS)}


async def actor_of_email(conn: AsyncConnection, hub_id: int, email: str) -> Actor:
    """The person with this address, by their seats in this hub. Raises NotHere when they have none."""
    return _actor((await conn.execute(_BY_EMAIL, {"hub_id": hub_id, "email": email})).all())


async def actor_of_person(conn: AsyncConnection, hub_id: int, person_id: int) -> Actor:
    """The person with this number, by their seats in this hub. Raises NotHere when they have none."""
    return _actor((await conn.execute(_BY_NUMBER, {"hub_id": hub_id, "person_id": person_id})).all())


def _actor(rows: Sequence[Row[Any]]) -> Actor:
    if not rows:
        raise NotHere
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows)
    return Actor(
        first.person_id, first.name, first.hub_id, first.hub_key, first.hub_name, roles, first.agency
    )
