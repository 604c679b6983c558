"""Failed look-ups of the last days, by person, for managers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.views.access import FailedLookUps

SHOWN_FOR = timedelta(days=7)
_BY_PERSON = text(
    "select p.person_id, p.name, p.service, count(*) as failed, max(l.at) as last_at, "
    "       coalesce((array_agg(l.ref order by l.failed_look_up_id desc) filter (where l.ref is not null))[1:5], '{}') as refs, "
    "       max(l.waits_until) filter (where l.waits_until > :now) as waits_until "
    "from failed_look_ups l join people p on p.person_id = l.person_id where l.hub_id = :hub_id and l.at > :since "
    "group by p.person_id order by max(l.at) desc, p.person_id"
)


async def failed_look_ups(conn: AsyncConnection, hub_id: int, now: datetime) -> tuple[FailedLookUps, ...]:
    """Each person and system with a failed look-up, the newest first."""
    facts = {"hub_id": hub_id, "now": now, "since": now - SHOWN_FOR}
    rows = await conn.execute(_BY_PERSON, facts)
    return tuple(
        FailedLookUps(r.person_id, r.name, r.service, r.failed, r.last_at, tuple(r.refs), r.waits_until)
        for r in rows
    )
