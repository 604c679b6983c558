"""What desks are told of the hub's walls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import Policy
from board.views.walls import DeskWalls, ScreenLine, VisitLine

# One statement, since every desk asks it: a row for an open visit (screen_id none), and one for each wall that needs somebody.
_WALLS = text(
    "select null as screen_id, s.name, v.ends_at as at, v.asked_at is not null as said, p.name as person, p.person_id from visits v "
    "left join screens s on s.hub_id = v.hub_id and s.screen_id = v.began_on left join people p on p.person_id = v.began_by "
    "where v.hub_id = :hub_id and v.ended_at is null union all "
    "select s.screen_id, s.name, coalesce(s.dark_since, s.elsewhere_at), s.dark_since is null, p.name, p.person_id from screens s "
    "left join people p on p.person_id = s.seen_to_by "
    "where s.hub_id = :hub_id and s.revoked_at is null and (s.dark_since is not null or s.elsewhere_at is not null) order by at, screen_id"
)
_UNTIL = text("select ends_at from visits where hub_id = :hub_id and ended_at is null")


async def desk_walls(conn: AsyncConnection, hub_id: int, hub_key: str, policy: Policy) -> DeskWalls:
    """The line about the walls."""
    rows = (await conn.execute(_WALLS, {"hub_id": hub_id})).all()
    visits = [row for row in rows if row.screen_id is None]
    visit = None
    if visits:
        (row,) = visits
        visit = VisitLine(row.at, row.person, row.name, row.said, policy.wall.visit_ends_itself)
    screens = tuple(
        ScreenLine(r.screen_id, r.name, r.at, r.said, r.person, r.person_id)
        for r in rows
        if r.screen_id is not None
    )
    return DeskWalls(hub_key, visit, screens)


async def visit_until(conn: AsyncConnection, hub_id: int) -> datetime | None:
    """Until when the walls show counts alone; none when there are no visitors."""
    found: datetime | None = (await conn.execute(_UNTIL, {"hub_id": hub_id})).scalar_one_or_none()
    return found
