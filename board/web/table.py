"""The table of routes: a line each, and no line without exactly one guard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from board.commands.sessions import SEEN_EVERY, touch
from board.domain.refusals import NotHere
from board.domain.sessions import Session
from board.guards import Guard, now, reads, transact
from board.looking import looking_up
from board.web.forms import let_in

SOCKET = "SOCKET"
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Line:
    """One route. method: GET, POST ... or SOCKET.

    handler(request, what the guard admitted) -> Response; after a guard that asks nothing, and for sockets, handler(request) alone.
    """

    path: str
    method: str
    handler: Callable[..., Awaitable[Any]]
    guard: Guard


def routes(lines: Sequence[Line]) -> list[BaseRoute]:
    """The lines as Starlette routes. Raises ValueError for a line without a guard, or one that says the same as another."""
    seen: set[object] = set()
    for line in lines:
        if not isinstance(line.guard, Guard):
            raise ValueError(
                f"{line.method} {line.path} names no guard: say in board/guards.py's words who may come"
            )
        if (line.method, line.path) in seen:
            raise ValueError(f"{line.method} {line.path} stands twice in the table of routes")
        seen.add((line.method, line.path))
    return [_route(line) for line in lines]


def _route(line: Line) -> BaseRoute:
    if line.method == SOCKET:
        return WebSocketRoute(line.path, _socket(line))
    return Route(line.path, _endpoint(line), methods=[line.method])


def _endpoint(line: Line) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope["board.route"] = line.path
        async with looking_up(request):
            admitted = [await line.guard.admit(request)] if line.guard.admit else []
            let_in(request, line.guard)
            _refuse_impossible(request)
            await _seen(request)
            response = await line.handler(request, *admitted)
        assert isinstance(response, Response)
        return response

    return endpoint


def _socket(line: Line) -> Callable[[WebSocket], Awaitable[None]]:
    async def endpoint(socket: WebSocket) -> None:
        socket.scope["board.route"] = line.path
        await line.handler(socket)

    return endpoint


def _refuse_impossible(request: Request) -> None:
    """A path that names what no database can hold names nothing."""
    for value in request.path_params.values():
        if (isinstance(value, str) and "\x00" in value) or (isinstance(value, int) and value > LARGEST):
            raise NotHere


async def _seen(request: Request) -> None:
    """Keep an open session from locking when the person themselves did something: sent a form, or followed a link.

    A page that reloads or asks by itself has no Sec-Fetch-User, so it keeps nobody signed in.
    """
    session: Session | None = getattr(request.state, "session", None)
    acted = not reads(request) or request.headers.get("sec-fetch-user") == "?1"
    if session is None or not acted or session.standing(now(request)) != "open":
        return
    if now(request) - session.seen_at > SEEN_EVERY:
        await transact(request, touch, session.session_id, now=now(request))


def guards_of(lines: Iterable[Line]) -> list[tuple[str, str, str, str]]:
    """Method, path, guard and its sentence, for docs and house tests."""
    return [(line.method, line.path, line.guard.kind, line.guard.sentence) for line in lines]
