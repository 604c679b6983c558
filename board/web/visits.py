"""The visitors key at a desk: walls to counts, still here, they have left. Each works without JavaScript."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands import visits
from board.domain.people import Actor
from board.guards import now, transact
from board.web.clicks import reply


async def begin(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/visit"""
    done, _ = await transact(request, visits.begin_visit, actor, now=now(request))
    said = "The walls show counts only." if done.changed else "The walls show counts only already."
    return await reply(request, actor, None, said)


async def extend(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/visit/extend"""
    await transact(request, visits.extend_visit, actor, now=now(request))
    return await reply(request, actor, None, "The walls go on showing counts only.")


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/visit/end"""
    await transact(request, visits.end_visit, actor, now=now(request))
    return await reply(request, actor, None, "The walls show references again.")
