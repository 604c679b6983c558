"""What stands around the live days of the rota's page: who can be put on duty, agencies' hours, one duty or one agency to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.hours import Opening
from board.domain.permissions import Role
from board.domain.refusals import NotHere
from board.domain.rota import MANAGERS, POST_WORDS, Post
from board.domain.working_time import london_date
from board.queries.rota import role_words
from board.store.agency_hours import AgencyHours, agency_hours
from board.views.rota import AgencyRow, SeatChoice

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEATS = text(
    "select s.seat_id, p.name, s.role, a.name as agency from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id "
    "where s.hub_id = :hub_id and s.ended_at is null order by a.agency_id, lower(p.name), p.person_id, s.seat_id"
)
_DUTY = text(
    "select d.duty_id, p.name, s.role, d.post, d.starts_at, d.ends_at, d.ended_at from duties d "
    "join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id join people p on p.person_id = s.person_id "
    "where d.hub_id = :hub_id and d.duty_id = :duty_id"
)


@dataclass(frozen=True, slots=True)
class OneDuty:
    """A duty that somebody is about to change."""

    duty_id: int
    name: str
    role: str
    post: str | None
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None


async def seat_choices(conn: AsyncConnection, hub_id: int) -> tuple[SeatChoice, ...]:
    """Everybody who can be put on duty, by agency and name."""
    rows = await conn.execute(_SEATS, {"hub_id": hub_id})
    return tuple(
        SeatChoice(r.seat_id, r.name, role_words(r.role), r.agency, Role(r.role) in MANAGERS) for r in rows
    )


async def one_duty(conn: AsyncConnection, hub_id: int, duty_id: int) -> OneDuty:
    """This duty of this hub. Raises NotHere."""
    row = (await conn.execute(_DUTY, {"hub_id": hub_id, "duty_id": duty_id})).one_or_none()
    if row is None:
        raise NotHere
    post = None if row.post == Post.SEAT else POST_WORDS[Post(row.post)]
    return OneDuty(
        row.duty_id, row.name, role_words(row.role), post, row.starts_at, row.ends_at, row.ended_at
    )


async def one_agency(conn: AsyncConnection, hub_id: int, agency_id: int, at: datetime) -> AgencyHours:
    """This agency of this hub with its hours. Raises NotHere."""
    found = next((a for a in await agency_hours(conn, hub_id, at) if a.agency_id == agency_id), None)
    if found is None:
        raise NotHere
    return found


async def agency_rows(conn: AsyncConnection, hub_id: int, now: datetime) -> tuple[AgencyRow, ...]:
    """Every agency's hours in words."""
    return tuple(_row(one, london_date(now)) for one in await agency_hours(conn, hub_id, now))


def _row(one: AgencyHours, today: date) -> AgencyRow:
    ahead = [span for span in ranges(one.calendar.closures) if span[1] >= today]
    return AgencyRow(
        one.agency_id,
        one.name,
        tuple(opening_words(one.calendar.week.on(n)) for n in range(7)),
        "; ".join(range_words(*span) for span in ahead[:3]) + ("; and more" if len(ahead) > 3 else ""),
        one.calendar.closed_on_bank_holidays,
        one.own,
    )


def opening_words(opening: Opening | None) -> str:
    """A day's hours as people write them."""
    if opening is None:
        return "closed"
    if opening.opens == opening.closes:
        return "all day"
    return f"{opening.opens:%H:%M} to {opening.closes:%H:%M}"


def ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as stretches without a gap, first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def range_words(first: date, last: date) -> str:
    """A stretch as the form takes it and gives it back."""
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
