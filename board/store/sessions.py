"""The one way to a session: from the cookie's token to who it is, where they sit and how strict their hubs are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.grant.rules import ASKED_FOR
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.sessions import Place, Session, idle_of, lifetime_of
from board.store.policies import policy_of

# A row for each open seat of the person, so that session, seats and policy versions are one round trip.
_SESSIONS = """
select s.session_id, s.person_id, p.name, p.email, p.totp_secret is not null as enrolled, p.shortcuts,
       s.created_at, s.seen_at, s.second_factor_at, s.locked_at,
       t.hub_id, t.role, h.key as hub_key, h.name as hub_name, a.name as agency,
       (select coalesce(max(version), 0) from policies where hub_id = t.hub_id and effective_from <= :now) as version,
       (select count(*) from seat_grants g where g.address = lower(p.email) and g.accepted_at is null and g.withdrawn_at is null
          and g.refused_at is null and (not g.needs_second or g.confirmed_at is not null)
          and coalesce(g.confirmed_at, g.given_at) > :asked_since) as asked
from sessions s
join people p on p.person_id = s.person_id and p.ended_at is null
left join seats t on t.person_id = s.person_id and t.ended_at is null
left join hubs h on h.hub_id = t.hub_id
left join agencies a on a.hub_id = t.hub_id and a.agency_id = t.agency_id
where s.ended_at is null and {which}
order by s.created_at, s.session_id, h.name, t.hub_id, t.seat_id
"""
_ONE = text(_SESSIONS.format(which="s.token_hash = :token_hash"))
_ALL = text(_SESSIONS.format(which="true"))
_OF = text(_SESSIONS.format(which="s.person_id = :person_id"))


async def session_of(conn: AsyncConnection, token_hash: bytes, now: datetime) -> Session | None:
    """The session this cookie opens, unless it was ended or the person left. Ask its standing before believing it."""
    rows = (await conn.execute(_ONE, {"token_hash": token_hash} | _at(now))).all()
    return (await _sessions(conn, rows))[0] if rows else None


async def sessions_of(conn: AsyncConnection, person_id: int, now: datetime) -> list[Session]:
    """Everything this person has open, the oldest first."""
    return await _sessions(conn, (await conn.execute(_OF, {"person_id": person_id} | _at(now))).all())


async def all_sessions(conn: AsyncConnection, now: datetime) -> list[Session]:
    """Every session that has not been ended, the oldest first."""
    return await _sessions(conn, (await conn.execute(_ALL, _at(now))).all())


def _at(now: datetime) -> dict[str, Any]:
    return {"now": now, "asked_since": now - ASKED_FOR}


async def _sessions(conn: AsyncConnection, rows: Sequence[Any]) -> list[Session]:
    by_session: dict[object, list[Any]] = {}
    for row in rows:
        by_session.setdefault(row.session_id, []).append(row)
    return [await _session(conn, group) for group in by_session.values()]


async def _session(conn: AsyncConnection, rows: Sequence[Any]) -> Session:
    by_hub: dict[int, list[Any]] = {}
    for row in rows:
        if row.hub_id is not None:
            by_hub.setdefault(row.hub_id, []).append(row)
    policies: list[Policy] = [
        await policy_of(conn, hub_id, seats[0].version) for hub_id, seats in by_hub.items()
    ]
    first = rows[0]
    return Session(
        session_id=first.session_id,
        person_id=first.person_id,
        name=first.name,
        email=first.email,
        enrolled=first.enrolled,
        created_at=first.created_at,
        seen_at=first.seen_at,
        second_factor_at=first.second_factor_at,
        locked_at=first.locked_at,
        idle=idle_of(policies),
        lifetime=lifetime_of(policies),
        places=tuple(_place(hub_id, seats) for hub_id, seats in by_hub.items()),
        shortcuts=first.shortcuts,
        asked=first.asked,
    )


def _place(hub_id: int, seats: Sequence[Any]) -> Place:
    roles = frozenset(Role(seat.role) for seat in seats)
    return Place(hub_id, seats[0].hub_key, seats[0].hub_name, roles, seats[0].agency)
