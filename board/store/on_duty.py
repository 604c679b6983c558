"""Who is on duty at a moment, by what the rota says and not by what anybody has noticed yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.permissions import Role
from board.domain.rota import FURTHEST, LONGEST, MANAGERS, OnDuty, Post, Span, until

__all__ = [
    "Duty",
    "OnDuty",
    "duties_until",
    "duty_managers",
    "managers_told",
    "next_duty",
    "off_duty",
    "on_duty",
]

# Who left or lost the seat is on no duty, whatever the rota still says.
_DUTIES = (
    "select p.person_id, p.name, s.role, a.key as agency_key, d.post, d.starts_at, d.ends_at from duties d "
    "join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id and s.ended_at is null "
    "join people p on p.person_id = s.person_id and p.ended_at is null "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "where d.hub_id = :hub_id and d.starts_at > :since and d.starts_at <= :to and d.ends_at > :at "
    "and (d.ended_at is null or d.ended_at > :at)"
)
_NEAR = text(_DUTIES + " order by lower(p.name), p.person_id, s.seat_id, d.starts_at")
_OF_PERSON = text(_DUTIES + " and p.person_id = :person_id order by d.starts_at limit 1")
_SEATED_MANAGERS = text(
    "select distinct p.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) order by p.person_id"
)


_PERSON = text(
    "select name from people where person_id = :person_id and not service and exists (select from duties where hub_id = :hub_id)"
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch of the rota that is not over."""

    person_id: int
    name: str
    role: Role
    post: Post
    starts_at: datetime
    ends_at: datetime


async def duties_until(conn: AsyncConnection, hub_id: int, at: datetime, to: datetime) -> tuple[Duty, ...]:
    """Every duty that is not over at this moment and begins by that one, by the name of who has it."""
    facts = {"hub_id": hub_id, "at": at, "since": at - LONGEST, "to": to}
    return tuple(
        Duty(row.person_id, row.name, Role(row.role), Post(row.post), row.starts_at, row.ends_at)
        for row in await conn.execute(_NEAR, facts)
    )


async def on_duty(conn: AsyncConnection, hub_id: int, at: datetime) -> tuple[OnDuty, ...]:
    """Everybody on duty in this hub at this moment, by name; somebody with two seats on duty stands there once for each."""
    facts = {"hub_id": hub_id, "at": at, "since": at - LONGEST, "to": at + LONGEST}
    rows = (await conn.execute(_NEAR, facts)).all()
    spans: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        spans[row.person_id].append(Span(row.starts_at, row.ends_at))
    found: dict[tuple[int, str, str], OnDuty] = {}
    for row in rows:
        if row.starts_at > at:
            continue
        key = (row.person_id, row.role, row.agency_key)
        posts = found[key].posts if key in found else ()
        if row.post != Post.SEAT:
            posts += (Post(row.post),)
        end = until(at, spans[row.person_id])
        found[key] = OnDuty(row.person_id, row.name, Role(row.role), row.agency_key, end, posts)
    return tuple(found.values())


async def duty_managers(conn: AsyncConnection, hub_id: int, at: datetime) -> tuple[OnDuty, ...]:
    """The duty manager; where nobody is, every manager on duty; nobody when no manager is on duty."""
    here = await on_duty(conn, hub_id, at)
    named = tuple(one for one in here if Post.DUTY_MANAGER in one.posts)
    return named or tuple(one for one in here if one.role in MANAGERS)


async def managers_told(conn: AsyncConnection, hub_id: int, at: datetime) -> tuple[int, ...]:
    """Numbers of those who are told what nobody else owns: duty_managers, else every manager with a seat here, on duty or not."""
    here = await duty_managers(conn, hub_id, at)
    if here:
        return tuple(sorted({one.person_id for one in here}))
    facts = {"hub_id": hub_id, "roles": [role.value for role in MANAGERS]}
    return tuple((await conn.execute(_SEATED_MANAGERS, facts)).scalars())


async def next_duty(conn: AsyncConnection, hub_id: int, person_id: int, after: datetime) -> datetime | None:
    """When this person is on duty next, after this moment; none when nothing is planned."""
    facts = {"hub_id": hub_id, "at": after, "since": after, "to": after + FURTHEST, "person_id": person_id}
    row = (await conn.execute(_OF_PERSON, facts)).one_or_none()
    return row.starts_at if row else None


async def off_duty(conn: AsyncConnection, hub_id: int, person_id: int, at: datetime) -> str | None:
    """The name of this person if the rota says that they are off duty; none in a hub without a rota, and for a system."""
    if any(one.person_id == person_id for one in await on_duty(conn, hub_id, at)):
        return None
    return (await conn.execute(_PERSON, {"hub_id": hub_id, "person_id": person_id})).scalar_one_or_none()
