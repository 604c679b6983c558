"""The front: where to go after signing in, and the stylesheet that says "you"."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board import render
from board.domain.permissions import Action, may
from board.domain.sessions import Place, Session
from board.guards import now
from board.live.pages import listeners_of, page_of
from board.queries.sessions import actor_in
from board.views.hubs import HubPlace, HubsPage
from board.views.page import Region
from board.web.live import live_frames, pages
from board.web.shell import drawn, words


async def front(_request: Request) -> Response:
    """GET /"""
    return RedirectResponse("/hubs", 303)


async def hubs(request: Request, session: Session) -> Response:
    """GET /hubs: what waits for this person in each of their hubs; straight to the desk when there is one."""
    if len(session.places) == 1:
        return RedirectResponse(f"/hubs/{session.places[0].hub_key}/desk", 303)
    places = tuple([(_place(place), await _kept(request, session, place)) for place in session.places])
    return drawn(request, HubsPage(places), "Your hubs", several=any(kept for _, kept in places))


def _place(place: Place) -> HubPlace:
    role = ", ".join(words(role) for role in sorted(place.roles))
    return HubPlace(place.hub_key, place.hub_name, role, may(place.roles, Action.SEE_BOARD))


async def _kept(request: Request, session: Session, place: Place) -> tuple[str, Region] | None:
    """What is kept true of a hub, and its signed page; none where the seat shows no board."""
    if not may(place.roles, Action.SEE_BOARD):
        return None
    actor = actor_in(session, place.hub_key)
    page = page_of("hub", actor)
    (region,) = await live_frames(request).regions(listeners_of(page, actor), now(request))
    return pages(request).token(page), region


async def you_stylesheet(_request: Request, session: Session) -> Response:
    """GET /people/me.css: pages are drawn the same for everybody; names are "you" and buttons are there for one."""
    return Response(render.you(session.person_id), media_type="text/css")
