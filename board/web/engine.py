"""The page that says whether reminders work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.domain.people import Actor
from board.guards import database, now
from board.queries.engine import engine_now
from board.web.shell import drawn


async def engine(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/engine"""
    async with database(request).snapshot() as conn:
        view = await engine_now(conn, actor.hub_id, now(request), actor.reader)
    return drawn(request, view, "Reminders", here="engine")
