"""Composition: the one place where database, frames, routes and middleware are put together into a web process."""

from __future__ import annotations

import asyncio
import gc
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from board.api import endpoints
from board.clock import clock_of
from board.live.doorbell import Doorbell
from board.live.fanout import Fanout
from board.live.frames import Frames
from board.live.house import HOUSE, House
from board.live.links import LinkSockets
from board.live.pages import Pages
from board.live.presence import Presence
from board.logs import set_up
from board.queries.deployment import deployment
from board.rehearsal.seed import people
from board.secrets import Passwords, Secrets
from board.settings import Settings
from board.store.engine import Database
from board.web import live, screens
from board.web.faults import exception_handlers
from board.web.figures import Figures
from board.web.middleware import around
from board.web.routes import LINES
from board.web.table import routes

log = structlog.get_logger("board.web")
HERE = Path(__file__).parent
SHUTDOWN_S = 3


@cache
def build_id() -> str:
    """Changes whenever what browsers were given changes: the version, the templates, the stylesheets, the scripts."""
    digest = hashlib.sha256(version("board").encode())
    for folder in ("templates", "static"):
        for path in sorted((HERE / folder).rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def make_app(settings: Settings) -> Starlette:
    """The whole web application. settings.database_url names a prepared database."""
    app = Starlette(
        routes=[
            *routes(LINES),
            *endpoints.routes(),
            Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
        ],
        middleware=around(settings),
        exception_handlers=exception_handlers,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.build = build_id()
    app.state.secrets = Secrets(settings.secret_keys())
    app.state.passwords = Passwords()
    app.state.pages = Pages(settings.secret_keys())
    app.state.heal = live.heal
    app.state.turned_away = screens.turned_away
    app.state.redis_away = _redis_away(settings.redis_url)
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    assert settings.database_url, "the command line finds the database first"
    assert settings.listen_url
    state, database = app.state, Database(settings.database_url)
    state.invented = (await deployment(settings.database_url)).invented
    clock: Callable[[], datetime] = clock_of(settings, state.invented)
    state.database, state.clock = database, clock
    state.invented_people = people if state.invented else None  # never where people are real
    state.frames = Frames(database)
    state.fanout = fanout = Fanout(state.frames, clock, settings.sockets_a_session)
    state.figures = Figures(fanout)
    house = House(database, fanout, clock)
    state.link_sockets = links = LinkSockets(database, clock)

    def ring(hub_id: int) -> None:
        if hub_id == HOUSE:
            house.ring()
        else:
            fanout.ring(hub_id)
            links.ring(hub_id)

    tasks = [
        asyncio.create_task(Doorbell(settings.listen_url, ring, fanout.looked, fanout.felt).run()),
        asyncio.create_task(house.run()),
        asyncio.create_task(links.run()),
        asyncio.create_task(Presence(settings.listen_url, database, fanout).run()),
    ]
    _settle_garbage()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await fanout.stop()
        await database.close()


def _settle_garbage() -> None:
    """What is loaded at start stays: the collector need not walk it again, which at thousands of sockets it did for half a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _redis_away(url: str | None) -> Callable[[], Awaitable[bool]]:
    async def away() -> bool:
        import redis.asyncio as redis  # here, because this question is all that web asks of it and importing it takes a while

        if url is None:
            return True
        client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        try:
            await client.ping()
        except (redis.RedisError, OSError):
            return True
        finally:
            await client.aclose()
        return False

    return away


def server_config(settings: Settings, app: Starlette) -> uvicorn.Config:
    """uvicorn as measured: httptools, no deflate, our protocol, pings on, sockets that only go down."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        loop="asyncio",
        ws="board.live.sockets:Protocol",
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_max_size=4096,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


def run_web(settings: Settings) -> None:
    """Serve until told to stop."""
    set_up(settings)
    log.info("web starts", host=settings.host, port=settings.port)
    uvicorn.Server(server_config(settings, make_app(settings))).run()
