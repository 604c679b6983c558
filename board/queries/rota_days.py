"""The days of the rota: who is on duty by agency, from today on, and which roles have nobody yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import Policy
from board.domain.rota import POST_WORDS, Post
from board.domain.working_time import LONDON
from board.queries.hubs import HubName
from board.queries.rota import role_words
from board.store.agency_hours import AgencyHours, agency_hours
from board.views.rota import AgencyDuties, DutyRow, RotaDay

DAYS: Final = 14
LOUD: Final = 7  # days of which a gap is said loudly; further ahead nobody may have planned yet
_DUTIES = text(
    "select d.duty_id, d.post, d.starts_at, d.ends_at, d.began_at is not null as began, d.ended_at, d.ended_by, "
    "  s.agency_id, s.role, p.person_id, p.name from duties d "
    "join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id join people p on p.person_id = s.person_id "
    "where d.hub_id = :hub_id and d.starts_at >= :before and d.starts_at < :until and d.ends_at > :since "
    "and not (d.ended_at is not null and d.ended_at <= d.starts_at) order by d.starts_at, lower(p.name), d.duty_id"
)


async def rota_days(conn: AsyncConnection, hub: HubName, policy: Policy, today: date) -> list[RotaDay]:
    """A fortnight from today, a duty on each day it touches."""
    since, until = _midnight(today), _midnight(today + timedelta(days=DAYS))
    facts = {"hub_id": hub.hub_id, "before": since - timedelta(days=1), "since": since, "until": until}
    rows = (await conn.execute(_DUTIES, facts)).all()
    # Hours that begin within the fortnight are shown from their day on.
    agencies = [await agency_hours(conn, hub.hub_id, at) for at in (since, until)]
    return [_day(hub, n, today + timedelta(days=n), rows, agencies, policy) for n in range(DAYS)]


def _day(
    hub: HubName,
    place: int,
    day: date,
    rows: Sequence[Any],
    agencies: Sequence[Iterable[AgencyHours]],
    policy: Policy,
) -> RotaDay:
    start, end = _midnight(day), _midnight(day + timedelta(days=1))
    mine: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.starts_at < end and row.ends_at > start:
            mine[row.agency_id].append(row)
    now, later = agencies
    by_then = {one.agency_id: one for one in later if one.effective_from and one.effective_from < end}
    today = [by_then.get(one.agency_id, one) for one in now]
    return RotaDay(
        hub.key,
        place,
        day,
        tuple(
            AgencyDuties(one.name, hours_words(one, day), tuple(_row(r, day) for r in mine[one.agency_id]))
            for one in today
            if mine[one.agency_id]
        ),
        tuple(role_words(role) for role in _missing(policy, today, mine, day)) if place < LOUD else (),
    )


def _missing(
    policy: Policy, agencies: Sequence[AgencyHours], mine: dict[int, list[Any]], day: date
) -> list[str]:
    """Roles that should be on duty on a day and of which nobody is on the rota."""
    if policy.calendar.open_on(day) is None:
        return []
    roles = {row.role for rows in mine.values() for row in rows}
    roles |= {"manager" for rows in mine.values() for row in rows if row.post == Post.DUTY_MANAGER}
    missing = []
    for role in policy.rota.covered_roles:
        whose = [a for a in agencies if role.value in a.roles] or [a for a in agencies if a.key == role.value]
        if role.value not in roles and (not whose or any(a.calendar.open_on(day) for a in whose)):
            missing.append(role.value)
    return missing


def hours_words(agency: AgencyHours, day: date) -> str:
    """An agency's hours of a day, e.g. "08:45 to 17:15"."""
    period = agency.calendar.open_on(day)
    if period is None:
        return "closed"
    opens, closes = (at.astimezone(LONDON) for at in (period.opens, period.closes))
    return "all day" if closes - opens >= timedelta(hours=24) else f"{opens:%H:%M} to {closes:%H:%M}"


def _row(row: Any, day: date) -> DutyRow:
    ends_at = row.ended_at if row.ended_by is not None else row.ends_at
    return DutyRow(
        row.duty_id,
        row.name,
        row.person_id,
        role_words(row.role),
        None if row.post == Post.SEAT else POST_WORDS[Post(row.post)],
        f"{_clock(row.starts_at, day)} to {_clock(ends_at, day)}",
        row.began and row.ended_at is None,
        row.ended_at is not None,
    )


def _clock(at: datetime, day: date) -> str:
    there = at.astimezone(LONDON)
    return f"{there:%H:%M}" if there.date() == day else f"{there:%a %H:%M}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)
