"""People and seats as a manager or MASH admin sees them, and the seats that a person is asked to take."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.grant.rules import ASKED_FOR, RULE_OF, Grant, Standing
from board.domain.link.links import Link
from board.domain.people import Actor
from board.domain.permissions import Action, Role, may
from board.store.link import link_of
from board.views.grant.pages import AskedSeat, GrantRow, PersonRow, SeatLine

LEFT_SHOWN = timedelta(days=7)
"""How long the page of a person who left lists what they held."""
_SEATS = text(
    "select s.seat_id, s.person_id, s.role, a.name as agency, s.created_at, given.name as given_by, confirmed.name as confirmed_by "
    "from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "left join people given on given.person_id = s.given_by left join people confirmed on confirmed.person_id = s.confirmed_by "
    "where s.hub_id = :hub_id and s.ended_at is null and (cast(:person_id as bigint) is null or s.person_id = :person_id) "
    "order by s.created_at, s.seat_id"
)
# Without a seat here it may still be their home hub, which has to hand them on.
_PEOPLE = text(
    "select p.person_id, p.name, coalesce(p.home_hub = :hub_id, false) as home, "
    "  (select count(*) from sessions s where s.person_id = p.person_id and s.ended_at is null and s.second_factor_at is not null) "
    "    as sessions from people p where p.ended_at is null and not p.service "
    "and (cast(:person_id as bigint) is null or p.person_id = :person_id) "
    "and (exists (select from seats t where t.hub_id = :hub_id and t.person_id = p.person_id and t.ended_at is null) "
    "  or p.home_hub = :hub_id and exists (select from seats o where o.person_id = p.person_id and o.ended_at is null) "
    "  or p.person_id = cast(:person_id as bigint) and exists (select from seats e where e.hub_id = :hub_id and e.person_id = p.person_id "
    "    and e.ended_at > cast(:since as timestamptz))) "
    "order by lower(p.name), p.person_id"
)
_LEFT = text(
    "select max(ended_at) from seats where hub_id = :hub_id and person_id = :person_id having count(*) = count(ended_at) "
    "and max(ended_at) > :since"
)
_GRANTS = text(
    "select g.*, a.name as agency, given.name as given_name, confirmed.name as confirmed_name, "
    "g.address = (select lower(email) from people where person_id = :person_id) as own, "
    "(select max(l.valid_until) from links l where l.hub_id = g.hub_id and l.grant_id = g.grant_id and l.withdrawn_at is null "
    "  and l.void_at is null and l.valid_until > :now) as link_until "
    "from seat_grants g join agencies a on a.hub_id = g.hub_id and a.agency_id = g.agency_id "
    "left join people given on given.person_id = g.given_by left join people confirmed on confirmed.person_id = g.confirmed_by "
    "where g.hub_id = :hub_id and g.accepted_at is null and g.withdrawn_at is null order by g.given_at, g.grant_id"
)
_ASKED = text(
    "select g.grant_id, h.name as hub, g.role, a.name as agency, given.name as given_by, coalesce(g.confirmed_at, g.given_at) as asked_at "
    "from seat_grants g join people p on lower(p.email) = g.address and p.person_id = :person_id "
    "join hubs h on h.hub_id = g.hub_id join agencies a on a.hub_id = g.hub_id and a.agency_id = g.agency_id "
    "left join people given on given.person_id = g.given_by "
    "where g.accepted_at is null and g.withdrawn_at is null and g.refused_at is null "
    "and (not g.needs_second or g.confirmed_at is not null) and coalesce(g.confirmed_at, g.given_at) > :since "
    "order by g.given_at, g.grant_id"
)
_LINK = text(
    "select link_id from links where hub_id = :hub_id and grant_id = :grant_id and withdrawn_at is null and void_at is null "
    "and valid_until > :now order by asked_at desc limit 1"
)
_OF_LINK = text(
    "select g.name, g.address, exists (select from people p where lower(p.email) = g.address and p.ended_at is null) as known "
    "from seat_grants g "
    "where g.hub_id = :hub_id and g.grant_id = :grant_id"
)
_ABLE = text(
    "select p.person_id, p.name, array_agg(s.role) as roles from people p join seats s on s.person_id = p.person_id and s.ended_at is null "
    "where s.hub_id = :hub_id and p.ended_at is null and not p.service group by p.person_id order by lower(p.name), p.person_id"
)
_MINE = text(
    "select h.name as hub, s.role, a.name as agency from seats s join hubs h on h.hub_id = s.hub_id "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "where s.person_id = :person_id and s.ended_at is null order by h.name, s.seat_id"
)


async def people_of_hub(conn: AsyncConnection, hub_id: int) -> tuple[PersonRow, ...]:
    """Each person with a seat in this hub, or whose home hub it is, by name."""
    return await _people(conn, {"hub_id": hub_id, "person_id": None, "since": None})


async def person_of_hub(
    conn: AsyncConnection, hub_id: int, person_id: int, now: datetime
) -> tuple[PersonRow, datetime | None] | None:
    """This person of the hub, also if they left in the last days, with when they left; none: they are nobody of the hub."""
    facts = {"hub_id": hub_id, "person_id": person_id, "since": now - LEFT_SHOWN}
    people = await _people(conn, facts)
    left_at = (await conn.execute(_LEFT, facts)).scalar_one_or_none()
    return (people[0], left_at) if people else None


async def _people(conn: AsyncConnection, facts: dict[str, Any]) -> tuple[PersonRow, ...]:
    seats: dict[int, list[SeatLine]] = defaultdict(list)
    for row in await conn.execute(_SEATS, facts):
        seats[row.person_id].append(
            SeatLine(
                row.seat_id,
                role_words(row.role),
                row.agency,
                row.created_at,
                row.given_by,
                row.confirmed_by,
            )
        )
    return tuple(
        PersonRow(row.person_id, row.name, tuple(seats[row.person_id]), row.sessions, row.home)
        for row in await conn.execute(_PEOPLE, facts)
    )


async def grants_of_hub(conn: AsyncConnection, actor: Actor, now: datetime) -> tuple[GrantRow, ...]:
    """Seats that wait for their second manager or their person, the oldest first."""
    rows = (await conn.execute(_GRANTS, actor.key | {"now": now})).all()
    return tuple(_row(row, actor, now) for row in rows)


async def first_link(conn: AsyncConnection, hub_id: int, grant_id: int, now: datetime) -> Link | None:
    """The link of a first sign-in that was sent for this grant and is valid now, whatever became of it."""
    facts = {"hub_id": hub_id, "grant_id": grant_id, "now": now}
    link_id = (await conn.execute(_LINK, facts)).scalar_one_or_none()
    return await link_of(conn, hub_id, link_id) if link_id else None


async def person_of_link(conn: AsyncConnection, link: Link) -> tuple[str, str, bool]:
    """Name and address of the person of a first sign-in, and whether they sign in already: for that person alone, after the code."""
    facts = {"hub_id": link.hub_id, "grant_id": link.grant_id}
    row = (await conn.execute(_OF_LINK, facts)).one()
    return row.name, row.address, row.known


async def seats_asked(conn: AsyncConnection, person_id: int, now: datetime) -> tuple[AskedSeat, ...]:
    """Seats that this person is asked to take, the oldest first."""
    rows = await conn.execute(_ASKED, {"person_id": person_id, "since": now - ASKED_FOR})
    return tuple(
        AskedSeat(r.grant_id, r.hub, role_words(r.role), r.agency, r.given_by, r.asked_at + ASKED_FOR)
        for r in rows
    )


async def people_who_may(
    conn: AsyncConnection, hub_id: int, *actions: Action
) -> list[tuple[tuple[int, str], ...]]:
    """For each of these actions, number and name of the people whose seats here allow it, by name."""
    rows = (await conn.execute(_ABLE, {"hub_id": hub_id})).all()
    return [
        tuple((row.person_id, row.name) for row in rows if may([Role(one) for one in row.roles], action))
        for action in actions
    ]


async def seats_mine(conn: AsyncConnection, person_id: int) -> tuple[tuple[str, str, str], ...]:
    """Hub, role and agency of each seat that this person has."""
    rows = await conn.execute(_MINE, {"person_id": person_id})
    return tuple((row.hub, role_words(row.role), row.agency) for row in rows)


def role_words(role: str) -> str:
    """A role as people read it."""
    said = role.replace("_", " ")
    return {"edt": "EDT", "qa": "QA", "idva": "IDVA", "lado": "LADO", "admin": "MASH admin"}.get(
        said, said[:1].upper() + said[1:]
    )


def _row(row: Any, actor: Actor, now: datetime) -> GrantRow:
    grant = Grant(row.given_at, row.needs_second, row.confirmed_at)
    standing, rule = grant.standing(now), RULE_OF[Role(row.role)]
    confirms = (
        standing is Standing.TO_CONFIRM
        and actor.may(Action.CONFIRM_SEAT)
        and bool(rule.confirmers & actor.roles)
        and row.given_by != actor.person_id
        and not row.own
    )
    return GrantRow(
        grant_id=row.grant_id,
        name=row.name,
        address=row.address,
        role=role_words(row.role),
        agency=row.agency,
        given_at=row.given_at,
        given_by=row.given_name,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_name,
        standing=standing,
        lapses_at=grant.lapses_at,
        confirms=confirms,
        withdraws=bool((rule.givers | rule.confirmers) & actor.roles),
        link_until=row.link_until,
    )
