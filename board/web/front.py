"""The front: where to go after signing in, and the stylesheet that says "you"."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from board import render
from board.domain.sessions import Session
from board.web.shell import shell_of


async def front(_request: Request) -> Response:
    """GET /"""
    return RedirectResponse("/hubs", 303)


async def hubs(request: Request, session: Session) -> Response:
    """GET /hubs: the hubs somebody sits in; straight to the desk when there is one."""
    if len(session.places) == 1:
        return RedirectResponse(f"/hubs/{session.places[0].hub_key}/desk", 303)
    places = [(place.hub_key, place.hub_name) for place in session.places]
    return HTMLResponse(render.page("hubs.html", shell=shell_of(request, "Hubs"), places=places))


async def you_stylesheet(_request: Request, session: Session) -> Response:
    """GET /people/me.css: names drawn the same for everybody are "you" for one."""
    return Response(render.you(session.person_id), media_type="text/css")
