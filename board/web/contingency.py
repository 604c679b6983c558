"""The list for when the board is away: looked at and printed while it is not."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.domain.people import Actor
from board.guards import database, now
from board.queries.contingency import contingency_list
from board.web.shell import drawn


async def list_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/list: without a name."""
    return await _page(request, actor, names=False)


async def named_list_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/list/names: with the families' names, for a lens that sees them."""
    return await _page(request, actor, names=True)


async def _page(request: Request, actor: Actor, *, names: bool) -> Response:
    async with database(request).connection() as conn:
        view = await contingency_list(conn, actor, now(request), names=names)
    return drawn(request, view, "Contingency list", here="desk")
