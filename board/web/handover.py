"""The handover pages: one person's, the hub's at shift change, and the word that something was read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.handovers import mark_handover
from board.domain.people import Actor
from board.guards import database, now, transact
from board.queries.handover import handover
from board.queries.handover_hub import hub_handover
from board.web.forms import fields, number
from board.web.shell import drawn


async def own_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/handover, with day=yes for the last day whatever was read."""
    day = request.query_params.get("day") == "yes"
    async with database(request).snapshot() as conn:
        view = await handover(conn, actor, now(request), day=day)
    return drawn(request, view, "Handover", here="handover")


async def hub_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/handover/hub"""
    async with database(request).snapshot() as conn:
        view = await hub_handover(conn, actor, now(request))
    return drawn(request, view, "The hub's handover", here="handover")


async def mark(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/handover/mark: I have read this up to here. seq: what the page knew."""
    form = await fields(request, "seq", longest=20)
    await transact(request, mark_handover, actor, number(form["seq"]), now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/handover", 303)
