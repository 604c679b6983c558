"""The wall's page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from board.domain.screens import Screen
from board.guards import now
from board.live.pages import Page, wall_listeners
from board.render import Shell, page
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
    return HTMLResponse(page("wall/wall.html", shell=shell, screen=screen.name, wall=region))
