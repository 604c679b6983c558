"""The visitors key at a desk: walls to counts, still here, they have left. Each works without JavaScript."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands import visits
from board.domain.people import Actor
from board.guards import database, now
from board.web.clicks import reply


async def begin(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/visit"""
    async with database(request).transaction() as tx:
        done = await visits.begin_visit(tx, actor, now=now(request))
    said = "The walls show counts only." if done.changed else "The walls show counts only already."
    return await reply(request, actor, None, said)


async def extend(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/visit/extend"""
    async with database(request).transaction() as tx:
        await visits.extend_visit(tx, actor, now=now(request))
    return await reply(request, actor, None, "The walls go on showing counts only.")


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/visit/end"""
    async with database(request).transaction() as tx:
        await visits.end_visit(tx, actor, now=now(request))
    return await reply(request, actor, None, "The walls show references again.")
