"""The seats that the person who is signed in has, and those they are asked to take: they answer themselves."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.grant.taking import refuse, take
from board.domain.refusals import NotHere, Refusal
from board.domain.sessions import Session
from board.guards import database, now, transact
from board.queries.grant.pages import seats_asked, seats_mine
from board.views.grant.pages import MySeatsPage
from board.web.shell import drawn

MINE = "/people/me/seats"


async def my_seats(request: Request, session: Session) -> Response:
    """GET /people/me/seats"""
    return await _mine(request, session)


async def take_seat(request: Request, session: Session) -> Response:
    """POST /people/me/seats/{grant}/take"""
    try:
        await transact(request, take, session.person_id, request.path_params["grant"], now=now(request))
    except Refusal as refusal:
        return await _mine(request, session, refusal)
    return RedirectResponse(MINE, 303)


async def refuse_seat(request: Request, session: Session) -> Response:
    """POST /people/me/seats/{grant}/refuse"""
    try:
        await transact(request, refuse, session.person_id, request.path_params["grant"], now=now(request))
    except Refusal as refusal:
        return await _mine(request, session, refusal)
    return RedirectResponse(MINE, 303)


async def _mine(request: Request, session: Session, refusal: Refusal | None = None) -> Response:
    if isinstance(refusal, NotHere):
        raise refusal
    async with database(request).connection() as conn:
        asked = await seats_asked(conn, session.person_id, now(request))
        seats = await seats_mine(conn, session.person_id)
    view = MySeatsPage(asked, seats, {"seats": refusal.sentence} if refusal else {})
    return drawn(request, view, "Your seats", here="me", refusal=refusal)
