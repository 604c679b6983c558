"""Where each child of an opened contact is now."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.clocks import ClockKind
from board.domain.policy import Policy
from board.domain.safe_now import Standing, alarms, standing
from board.domain.urgency import worst
from board.queries.contact import People
from board.views.safe_now import ContactSafeNow, SafePast, SafeRow

_SAID = text(
    "select s.child_id, s.whereabouts, s.with_whom, s.said_by, s.said_at, p.name as recorded_by from safe_now s "
    "join people p on p.person_id = s.recorded_by "
    "where s.hub_id = :hub_id and s.contact_id = :contact_id order by s.safe_now_id desc limit 400"
)


async def contact_safe_now(
    conn: AsyncConnection, row: Any, people: People, policy: Policy, today: date
) -> ContactSafeNow:
    """What was said last of each child, and before; the alarms where the contact is of the first colour."""
    key = {"hub_id": row.hub_id, "contact_id": row.contact_id}
    said: defaultdict[int, list[Any]] = defaultdict(list)
    for one in await conn.execute(_SAID, key):
        said[one.child_id].append(one)
    code = worst([child.rag for child in people.children], policy)
    leads = code is not None and row.closed_at is None and policy.level(code).band == policy.top_band
    latest = [next(iter(said[child.number]), None) for child in people.children if not child.unborn]
    born = [
        (bool(one and one.whereabouts), bool(one and one.said_by), one.said_at if one else None)
        for one in latest
    ]
    fired = dict(zip(row.kinds or (), row.fired_ats or (), strict=True))
    unconfirmed_at = fired.get(ClockKind.SAFE_NOW)
    return ContactSafeNow(
        leads=leads,
        alarms=alarms(born, unconfirmed=unconfirmed_at is not None, today=today) if leads else (),
        rows=tuple(_row(child, said[child.number], unconfirmed_at, policy) for child in people.children),
    )


def _row(child: Any, said: list[Any], unconfirmed_at: datetime | None, policy: Policy) -> SafeRow:
    last = said[0] if said else None
    lapses = policy.calendar.due(last.said_at, policy.safe_now_limit, runs_past_close=True) if last else None
    passed = bool(lapses and unconfirmed_at and lapses <= unconfirmed_at)
    how = standing(bool(last and last.whereabouts), bool(last and last.said_by), unconfirmed=passed)
    name = " ".join(filter(None, (child.given_name, child.family_name))) or (
        "Unborn" if child.unborn else "Name not known"
    )
    return SafeRow(
        place=child.place,
        name=name,
        unborn=child.unborn,
        standing=how.value,
        whereabouts=last.whereabouts if last else None,
        with_whom=last.with_whom if last else None,
        said_by=last.said_by if last else None,
        said_at=last.said_at if last else None,
        lapses_at=lapses if how in (Standing.SAID, Standing.UNCONFIRMED) else None,
        recorded_by=last.recorded_by if last else None,
        before=tuple(_past(one) for one in said[1:]),
    )


def _past(one: Any) -> SafePast:
    words = one.whereabouts or "Not known where"
    if one.with_whom:
        words += f", with {one.with_whom}"
    words += f"; safe, says {one.said_by}" if one.said_by else "; nobody says safe"
    return SafePast(one.said_at, words, one.recorded_by)
