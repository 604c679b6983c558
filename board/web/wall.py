"""The wall's page, its own stylesheet, and the one thing its key may change."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from board import render
from board.commands.visits import begin_visit_on
from board.domain.screens import Screen, em_vw
from board.guards import database, now, transact
from board.live.pages import Page, wall_listeners
from board.render import Shell
from board.store.policies import policy
from board.views.wall import WallPage
from board.web.live import live_frames, pages


async def wall(request: Request, screen: Screen) -> Response:
    """GET /wall"""
    here = Page("wall", screen.hub_key, screen.screen_id)
    (region,) = await live_frames(request).regions(wall_listeners(screen), now(request))
    shell = Shell(
        title="Wall",
        build=request.app.state.build,
        server_now=now(request),
        invented=request.app.state.invented,
        hub_key=screen.hub_key,
        hub_name=screen.hub_name,
        token=pages(request).token(here),
    )
    return HTMLResponse(render.page(WallPage(screen.name, region), shell))


async def stylesheet(request: Request, screen: Screen) -> Response:
    """GET /wall/screen.css: how large this screen's letters are at least, from how far it is read and how wide it is."""
    async with database(request).connection() as conn:
        wall = (await policy(conn, screen.hub_id, now(request))).wall
    least = em_vw(screen.distance_cm or wall.distance_cm, screen.panel_cm or wall.panel_cm)
    return Response(render.least(least), media_type="text/css")


async def visit(request: Request, screen: Screen) -> Response:
    """POST /wall/visit: somebody pressed the visitors key on the wall itself."""
    await transact(request, begin_visit_on, screen, now=now(request))
    return Response(status_code=204)
