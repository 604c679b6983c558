"""The help page: what each colour, clock, word and shape means at this hub."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.domain.people import Actor
from board.guards import database, now
from board.queries.help import help_page
from board.store.policies import policy
from board.web.shell import drawn


async def help_here(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/help"""
    async with database(request).connection() as conn:
        rules = await policy(conn, actor.hub_id, now(request))
    return drawn(request, help_page(actor.hub_key, rules), "Help", here="help")
