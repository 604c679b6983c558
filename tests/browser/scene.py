"""A tiny server that shows pages drawn from invented views and says down the socket what a test tells it to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from board import render
from board.domain.calm import said_while
from board.domain.engine import EngineState
from board.domain.facets import Filter
from board.render import TEMPLATES
from board.views.desk import DeskPage
from board.views.fragment import Fragment
from board.views.wall import WallPage
from board.web.middleware import Guarded
from tests.browser import people
from tests.browser.wall_views import wall_views

BOARD, OWN, CONTACT, WALL = "board:1:practice", f"person:1:{people.ME}", "contact:1:X:practice", "wall:1:"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"


@dataclass
class Scene:
    """What the server does next; a test turns these."""

    waiting: int = 3
    in_hand: int = 2
    mine: int = 1
    strip: int = 0
    tiles: int = 4
    rows: int = 5
    more: int = 0
    wall: list[Fragment] | None = None  # what the wall shows, instead of so many tiles and rows
    least: str = "2.4"
    open: bool = False
    build: str = "b1"
    idle_minutes: int | None = 15
    seq: int = 10
    told: int = 10  # what heartbeats may claim: the last frame said on the sockets
    beating: bool = True
    engine: EngineState = EngineState.RUNNING
    refusing: bool = False
    crowded: bool = False
    answer: tuple[int, dict[str, Any]] = (200, {"frames": [], "notice": None})
    asked: dict[str, Any] = field(default_factory=dict)
    posted: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    polls: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    sockets: set[WebSocket] = field(default_factory=set)
    url: str = ""
    loop: asyncio.AbstractEventLoop | None = None

    def say(self, *messages: dict[str, Any]) -> None:
        """Send to every socket, in order."""
        self.told = max([self.told, *(m["to"] for m in messages if "to" in m)])
        self._run(self._say(messages))

    def close(self, code: int = 1012) -> None:
        """Close every socket with this code."""
        self._run(self._close(code))

    def frame(
        self, audience: str, content: str, *, to: int | None = None, since: int | None = None
    ) -> dict[str, Any]:
        """The next frame of an audience."""
        start = self.sent.get(audience, 10) if since is None else since
        end = self.seq + 1 if to is None else to
        self.seq = max(self.seq, end)
        self.sent[audience] = end
        return {"audience": audience, "epoch": 1, "from": start, "to": end, "content": content}

    def show(self, audience: str, *views: Fragment) -> None:
        """Push these views."""
        self.say(self.frame(audience, "".join(render.draw(view) for view in views)))

    def gone(self, audience: str, name: str) -> None:
        self.say(self.frame(audience, f'<template data-gone="{name}"></template>'))

    def beat(self) -> dict[str, Any]:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        engine = {"engine": self.engine.value, "calm": said_while(self.engine)}
        return {"beat": at, "epoch": 1, "seq": self.told, **engine}

    def _run(self, work: Any) -> None:
        assert self.loop
        asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    async def _say(self, messages: tuple[dict[str, Any], ...]) -> None:
        for line in list(self.sockets):
            for message in messages:
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                    await line.send_json(message)

    async def _close(self, code: int) -> None:
        for line in list(self.sockets):
            with contextlib.suppress(RuntimeError):
                await line.close(code)


def application(scene: Scene) -> Starlette:
    async def desk(request: Request) -> Response:
        now = datetime.now(UTC)
        shell = people.shell(now, build=scene.build, idle_minutes=scene.idle_minutes)
        board = people.region(BOARD, people.board_views(scene.waiting, scene.in_hand, now), scene.seq)
        own = people.region(OWN, people.own_views(scene.mine, scene.strip, now), scene.seq)
        contact = people.region(CONTACT, people.contact_views(now), scene.seq) if scene.open else None
        panel = people.PANEL if scene.open else None
        view = DeskPage(people.HUB, people.tools(board), board, own, contact=contact, panel=panel)
        html = render.page(view, shell)
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP})

    async def wall(request: Request) -> Response:
        now = datetime.now(UTC)
        views = scene.wall or wall_views(scene.tiles, scene.rows, now, scene.more)
        region = people.region(WALL, views, scene.seq)
        shell = people.shell(now, build=scene.build, person=None, idle_minutes=None)
        return HTMLResponse(
            render.page(WallPage("MASH room", region), shell),
            headers={"Content-Security-Policy": CSP},
        )

    async def you(request: Request) -> Response:
        return Response(render.you(people.ME), media_type="text/css")

    async def least(request: Request) -> Response:
        return Response(render.least(scene.least), media_type="text/css")

    async def filter_sheet(request: Request) -> Response:
        chosen = Filter.of(request.query_params.multi_items(), people.GROUPS)
        hidden = chosen.hidden(people.ME)
        css = f":is(#lane-waiting, #lane-in_hand) > li:is({hidden}) {{ display: none }}" if hidden else ""
        return Response(css, media_type="text/css")

    async def frames(request: Request) -> Response:
        scene.polls += 1
        scene.since.append(request.query_params["since"])
        return JSONResponse(scene.asked or {"frames": [], "beat": scene.beat() if scene.beating else None})

    async def post(request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        scene.posted.append((request.url.path, form, dict(request.headers)))
        status, body = scene.answer
        return JSONResponse(body, status)

    async def elsewhere(request: Request) -> Response:
        return HTMLResponse("<title>elsewhere</title><h1>Elsewhere</h1>")

    async def alive(request: Request) -> Response:
        return Response("alive")

    async def line(websocket: WebSocket) -> None:
        scene.since.append(websocket.query_params["since"])
        if scene.refusing:
            await websocket.close()
            return
        await websocket.accept()
        if scene.crowded:
            await websocket.close(4429)
            return
        await websocket.send_json({"build": scene.build})
        scene.sockets.add(websocket)
        beats = asyncio.create_task(_beats(scene, websocket))
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await websocket.receive_text()
        scene.sockets.discard(websocket)
        beats.cancel()

    return Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=TEMPLATES.parent / "static")),
            Route("/wall", wall),
            Route("/wall/screen.css", least),
            Route("/people/me.css", you),
            Route(f"/hubs/{people.HUB}/filter.css", filter_sheet),
            Route("/healthz", alive),
            Route("/sign-in", elsewhere),
            Route("/live/frames", frames),
            WebSocketRoute("/live/socket", line),
            Route("/{path:path}", desk, methods=["GET"]),
            Route("/{path:path}", post, methods=["POST"]),
        ],
        middleware=[Middleware(Guarded, secure=False)],
    )


async def _beats(scene: Scene, websocket: WebSocket) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        while True:
            if scene.beating:
                await websocket.send_json(scene.beat())
            await asyncio.sleep(1)


@contextlib.contextmanager
def serve(scene: Scene) -> Iterator[Scene]:
    """The scene on a port of its own, in a thread of its own."""
    config = uvicorn.Config(
        application(scene), log_level="warning", log_config=None, ws="websockets-sansio", lifespan="off"
    )
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))  # listens at once: whoever comes early waits
    scene.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    ready = threading.Event()

    async def run() -> None:
        scene.loop = asyncio.get_running_loop()
        ready.set()
        await server.serve(sockets=[listening])

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield scene
    finally:
        server.force_exit = server.should_exit = True
        thread.join(10)
