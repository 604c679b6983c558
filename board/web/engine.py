"""The page that says whether reminders work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from board import render
from board.domain.people import Actor
from board.guards import database, now
from board.queries.engine import engine_now
from board.web.shell import shell_of


async def engine(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/engine"""
    async with database(request).snapshot() as conn:
        found = await engine_now(conn, actor.hub_id, now(request))
    shell = shell_of(request, "Reminders", here="engine")
    return HTMLResponse(render.page("engine/engine.html", shell=shell, hub_key=actor.hub_key, now=found))
