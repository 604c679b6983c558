"""Who is behind a bearer token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import NotSignedIn
from board.secrets import token_hash

_TOKEN = text(
    "select p.person_id, p.name, h.hub_id, h.key as hub_key, h.name as hub_name, s.role, a.name as agency "
    "from tokens t join people p on p.person_id = t.person_id and p.ended_at is null "
    "join hubs h on h.hub_id = t.hub_id "
    "join seats s on s.hub_id = t.hub_id and s.person_id = t.person_id and s.ended_at is null "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "where t.token_hash = :token_hash and t.ended_at is null order by s.seat_id"
)
_IN_USE = text(
    "select t.token_id, p.name, t.created_at from tokens t join people p on p.person_id = t.person_id "
    "where t.hub_id = :hub_id and t.ended_at is null order by t.token_id"
)


@dataclass(frozen=True, slots=True)
class TokenInUse:
    """A token by its number; what it opens with is stored as a hash alone."""

    token_id: int
    name: str
    created_at: datetime


async def tokens_of(conn: AsyncConnection, hub_id: int) -> tuple[TokenInUse, ...]:
    """The hub's tokens that were not withdrawn, the oldest first."""
    return tuple(TokenInUse(*row) for row in await conn.execute(_IN_USE, {"hub_id": hub_id}))


async def actor_of_token(conn: AsyncConnection, token: str) -> Actor:
    """The service person of this token, in its hub. Raises NotSignedIn when it is unknown, withdrawn, or sits nowhere."""
    rows = (await conn.execute(_TOKEN, {"token_hash": token_hash(token)})).all()
    if not rows:
        raise NotSignedIn
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows)
    return Actor(
        first.person_id, first.name, first.hub_id, first.hub_key, first.hub_name, roles, first.agency
    )
