"""A page is kept true in the session that drew it, and a click that was taken never reads as one that failed."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from board.domain.permissions import Role
from board.domain.refusals import DatabaseAway
from board.settings import Settings
from board.store.engine import Database
from board.web import live
from board.web.answers import answer
from tests import make
from tests.processes import Page, sign_in, web_processes

DESK = "/hubs/northborough/desk"


async def test_a_page_kept_from_another_session_reads_nothing_unlogged(
    database: Database, data_folder: Path
) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, await make.person(database, hub, Role.MANAGER))
    with web_processes(database.url, data_folder, 1) as (web,):
        page = Page(web, {"session": await sign_in(database, asha)}, f"/hubs/northborough/contacts/{ref}")
        await page.get()
        question = {"page": page.token, "since": page.since()}
        async with httpx.AsyncClient(base_url=web.base, cookies=page.cookies, verify=False) as same:
            assert (await same.get("/live/frames", params=question)).status_code == 200
        async with httpx.AsyncClient(
            base_url=web.base, cookies={"session": await sign_in(database, asha)}
        ) as later:
            assert (await later.get("/live/frames", params=question)).status_code == 404


async def test_a_page_opened_while_the_database_is_away_comes_up_by_itself() -> None:
    app = Starlette()
    app.state.settings = Settings()
    request = Request(
        {"type": "http", "method": "GET", "path": "/wall", "headers": [], "query_string": b"", "app": app}
    )
    app.state.clock = lambda: make.NOW
    reply = await answer(request, DatabaseAway())
    assert (reply.status_code, reply.headers["Refresh"]) == (503, "5")
    request.scope["method"] = "POST"
    assert (
        "Refresh" not in (await answer(Request({**request.scope, "method": "POST"}), DatabaseAway())).headers
    )


async def test_a_click_that_was_taken_is_answered_so_even_where_its_page_cannot_be_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(*_: object) -> object:
        raise KeyError("outcome")

    monkeypatch.setattr(live, "asked", lambda *_: (None, None))
    monkeypatch.setattr(live, "viewer_of", broken)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    reply = await live.clicked(Request(scope), {"kind": "done"})
    assert reply.body == b'{"frames":[],"notice":{"kind":"done"}}'
