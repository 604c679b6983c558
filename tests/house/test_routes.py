"""Every route of the real application: one guard each, public ones say why, and nothing is taken from another site.

Made from the tables of routes, so that a route added tomorrow is held to this without a word here.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from board.api import endpoints
from board.app import make_app
from board.settings import Settings
from board.web.routes import LINES
from board.web.table import SOCKET
from tests import make
from tests.house.asked_routes import (
    ASKS_NOTHING,
    FORM,
    FROM_ELSEWHERE,
    TABLE,
    UNSAFE,
    at,
    named,
)
from tests.processes import KEY


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """The application as it is composed; nothing of it runs, so whatever it answers it answers before it looks anything up."""
    app = make_app(Settings(data=tmp_path_factory.mktemp("data"), secret_key=KEY))
    app.state.clock = lambda: make.NOW
    return app


def test_every_route_of_the_application_stands_in_a_table_with_one_guard(app: Starlette) -> None:
    served_paths: Counter[tuple[str, str]] = Counter()
    for route in app.routes:
        match route:
            case Mount(path="/static"):
                continue
            case WebSocketRoute():
                served_paths[SOCKET, route.path] += 1
            case Route():
                served_paths.update(
                    (method, route.path) for method in route.methods or () if method != "HEAD"
                )
            case _:
                pytest.fail(
                    f"{route!r} is no line of a table: put it into LINES or ENDPOINTS, with its guard"
                )
    assert served_paths == Counter((method, path) for method, path, _, _ in TABLE)


def test_public_routes_say_why_and_every_guard_says_who_comes_in() -> None:
    for method, path, kind, sentence in TABLE:
        assert re.fullmatch(r".{20,}\.", sentence), (
            f"{method} {path}: {kind} says {sentence!r}, which is no sentence of who may come"
        )
    public = {(method, path) for method, path, kind, _ in TABLE if kind in ASKS_NOTHING}
    assert not [path for _, path in public if "{" in path], "a public route names no hub, contact or person"


def test_every_handler_is_used_once() -> None:
    handlers = Counter([line.handler for line in LINES] + [one.handler for one in endpoints.ENDPOINTS])
    twice = [handler.__name__ for handler, times in handlers.items() if times > 1]
    assert not twice, f"{twice} answer at two addresses: keep the one people know"


def test_a_form_on_a_contacts_page_comes_back_as_it_was_typed() -> None:
    """Those that stand on pages of their own are named."""
    elsewhere = {
        "/leave-to-holder",
        "/safe-contact",
        "/harm-detail",
        "/compare/{other}",
        "/facts/{whom}",
        "/compare/{other}/join",
        "/compare/{other}/confirm",
        "/compare/{other}/part",
        "/hide-referrer",
        "/referrer-texts",
        "/redact",
        "/outside",
        "/outside/{link:uuid}/withdraw",
        "/outside/{link:uuid}/take-away",
        "/outside/{link:uuid}/code",
        "/requests",
        "/requests/confirm",
        "/requests/{request:uuid}/withdraw",
        "/requests/{request:uuid}/extend",
        "/guests",
    }
    forms = {line.path: line for line in LINES if "/contacts/{ref}/" in line.path and line.method == "POST"}
    lost = {path for path, line in forms.items() if not hasattr(line.handler, "__wrapped__")}
    assert {path.partition("{ref}")[2] for path in lost} == elsewhere, (
        f"{sorted(lost)}: make the line by `act` of board/web/again.py, or name the page of its own here"
    )


@named(UNSAFE)
async def test_unsafe_route_takes_nothing_from_another_origin(app: Starlette, method: str, path: str) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://board.example"
    ) as stranger:
        for origin in FROM_ELSEWHERE:
            for known in ({}, {"Cookie": "session=x"}, {"Cookie": "session=x", "Authorization": "Bearer x"}):
                reply = await stranger.request(
                    method, at(path, hub="northborough"), data=FORM, headers=origin | known
                )
                assert reply.status_code == 403 and "another site" in reply.text, (origin, known)


SOCKETS = [path for method, path, _, _ in TABLE if method == SOCKET]


@pytest.mark.parametrize("path", SOCKETS)
async def test_socket_is_closed_to_another_origin_before_it_opens(app: Starlette, path: str) -> None:
    answered: list[str] = []

    async def connects() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        answered.append(message["type"])

    scope = {
        "type": "websocket", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "scheme": "ws",
        "headers": [(b"host", b"board.example"), (b"origin", b"https://elsewhere.example"), (b"cookie", b"session=x")],
        "server": ("board.example", 80), "client": ("192.0.2.7", 5000), "subprotocols": [], "extensions": {},
    }  # fmt: skip
    await app(scope, connects, send)
    assert answered == ["websocket.close"]
