"""When an agency works: its newest hours in force, or the hub's where it has none of its own; and so when those with a seat do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.document import from_document
from board.domain.hours import AgencyWeek
from board.domain.policy import Policy
from board.domain.receivers import ANSWERING, Seated
from board.domain.working_time import Calendar
from board.store.policies import policy

_HOURS = text(
    "select a.agency_id, a.key, a.name, h.week, h.closure_days, h.closed_on_bank_holidays, h.effective_from, "
    "  array(select distinct s.role from seats s where s.hub_id = a.hub_id and s.agency_id = a.agency_id and s.ended_at is null "
    "        order by 1) as roles "
    "from agencies a left join lateral (select * from agency_hours h where h.hub_id = a.hub_id and h.agency_id = a.agency_id "
    "  and h.effective_from <= :at order by h.effective_from desc, h.hours_id desc limit 1) h on true "
    "where a.hub_id = :hub_id order by a.agency_id"
)
# Everybody who may be reminded, with the number of the hours their agency keeps; of some people and of the roles that answer for others.
_SEATED = text(
    "select s.person_id, s.role, h.hours_id from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "left join lateral (select h.hours_id from agency_hours h where h.hub_id = s.hub_id and h.agency_id = s.agency_id "
    "  and h.effective_from <= :at order by h.effective_from desc, h.hours_id desc limit 1) h on true "
    "where s.hub_id = :hub_id and s.ended_at is null "
    "and (cast(:people as bigint[]) is null or s.person_id = any(cast(:people as bigint[])) or s.role = any(cast(:roles as text[]))) "
    "order by s.person_id, s.seat_id"
)
_ROWS = text(
    "select hours_id, week, closure_days, closed_on_bank_holidays from agency_hours "
    "where hub_id = :hub_id and hours_id = any(cast(:ids as bigint[]))"
)
_kept: dict[
    tuple[str, int, int], Calendar
] = {}  # hours never change once written; proclaimed days are not among what is kept
_KEEP = 1024


@dataclass(frozen=True, slots=True)
class AgencyHours:
    """An agency with its calendar. own: whether it has hours of its own; roles: of the seats it has here."""

    agency_id: int
    key: str
    name: str
    calendar: Calendar
    own: bool
    effective_from: datetime | None
    roles: tuple[str, ...]


async def agency_hours(conn: AsyncConnection, hub_id: int, at: datetime) -> tuple[AgencyHours, ...]:
    """Every agency of the hub with the hours that count at this moment, the agency that runs it first."""
    rules = await policy(conn, hub_id, at)
    rows = await conn.execute(_HOURS, {"hub_id": hub_id, "at": at})
    return tuple(_read(row, rules) for row in rows)


async def agency_calendar(conn: AsyncConnection, hub_id: int, agency_key: str, at: datetime) -> Calendar:
    """Whose hours a clock of this agency runs in. The hub's own for an agency it has not got."""
    found = {one.key: one.calendar for one in await agency_hours(conn, hub_id, at)}
    return found.get(agency_key) or (await policy(conn, hub_id, at)).calendar


async def seated(
    conn: AsyncConnection,
    hub_id: int,
    rules: Policy,
    at: datetime,
    *,
    people: Collection[int] | None = None,
) -> list[Seated]:
    """Open seats of people with the hours of their agencies at this moment: all, or those of these people and of whoever answers for
    others.
    """
    facts = {
        "hub_id": hub_id,
        "at": at,
        "people": None if people is None else list(people),
        "roles": sorted(ANSWERING),
    }
    rows = (await conn.execute(_SEATED, facts)).all()
    calendars = await _calendars(conn, hub_id, {row.hours_id for row in rows if row.hours_id}, rules)
    return [Seated(row.person_id, row.role, calendars.get(row.hours_id)) for row in rows]


async def _calendars(
    conn: AsyncConnection, hub_id: int, numbers: Collection[int], rules: Policy
) -> dict[int, Calendar]:
    url = str(conn.engine.url)
    unread = [number for number in numbers if (url, hub_id, number) not in _kept]
    if unread:
        if len(_kept) >= _KEEP:
            _kept.clear()
            unread = list(numbers)
        for row in await conn.execute(_ROWS, {"hub_id": hub_id, "ids": unread}):
            _kept[url, hub_id, row.hours_id] = _calendar(row)
    proclaimed = rules.calendar.proclaimed
    return {number: replace(_kept[url, hub_id, number], proclaimed=proclaimed) for number in numbers}


def missing_roles(
    rules: Policy, agencies: Collection[AgencyHours], on_duty: Collection[str], at: datetime
) -> tuple[str, ...]:
    """Roles the policy wants on duty that nobody has now, while the hub is open and so is an agency that has such a seat."""
    if not rules.calendar.is_open(at):
        return ()
    missing = []
    for role in rules.rota.covered_roles:
        whose = [a for a in agencies if role.value in a.roles] or [a for a in agencies if a.key == role.value]
        at_work = any(a.calendar.is_open(at) for a in whose) if whose else True
        if at_work and role.value not in on_duty:
            missing.append(role.value)
    return tuple(missing)


def _read(row: Any, rules: Policy) -> AgencyHours:
    own = row.week is not None
    calendar = rules.calendar
    if own:
        calendar = replace(_calendar(row), proclaimed=calendar.proclaimed)
    return AgencyHours(row.agency_id, row.key, row.name, calendar, own, row.effective_from, tuple(row.roles))


def _calendar(row: Any) -> Calendar:
    week = from_document(AgencyWeek, row.week, "week")
    closures: frozenset[date] = frozenset(row.closure_days)
    return Calendar(week, closures, closed_on_bank_holidays=row.closed_on_bank_holidays)
