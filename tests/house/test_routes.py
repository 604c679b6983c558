"""Every route of the real application: one guard each, public ones say why, and what is not yours answers as what is not there.

Made from the tables of routes, so that a route added tomorrow is held to this without a word here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from board.api import endpoints
from board.app import make_app
from board.commands.contacts import receive
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.settings import Settings
from board.store.engine import Database
from board.web.routes import LINES
from board.web.table import SOCKET, guards_of
from tests import make
from tests.processes import KEY
from tests.served import AT_EASE, Board, Desk, served, told
from workers.sendings import tell_of_sendings

TABLE = [*guards_of(LINES), *endpoints.guards_of()]
HTTP = [(method, path) for method, path, _, _ in TABLE if method != SOCKET]
UNSAFE = [(method, path) for method, path in HTTP if method != "GET"]
OF_HUB = [(method, path) for method, path in HTTP if "{hub}" in path]
OF_CONTACT = [(method, path) for method, path in HTTP if "{ref}" in path]
ASKS_NOTHING = {"public", "socket", "pairing"}
OUTCOME = Policy.default().outcomes[0].code
SAID_AT = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
FORM = {
    "to": "1", "note": "As seen.",
    "reason": "As seen.", "rag": "amber", "outcome": OUTCOME, "person": "1", "child": "", "adult": "1", "family_name": "Ellis",
    "code": "ABCD-EFGH", "name": "Front room", "whereabouts": "At school", "said_at": SAID_AT,
    "kind": "bail", "measure": "1", "began_on": "2026-11-24", "began_time": "09:00",
    "ends_on": "2026-11-26", "ends_time": "10:00",
    "meets_on": "2026-11-26", "meets_time": "10:00", "minutes": "30", "starts_at": "2026-11-26T10:00:00Z",
    "began_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-26T10:00:00Z", "finding": "As seen.", "answer": "agreed",
    "state": "aware", "decides": "yes", "place": "contacts.summary", "redacted": "[redacted]", "number": "1", "other": "Z9Z",
    "guest": "1", "question": "What?", "route": "text", "entry": "1", "cause": "not_reached",
    "record": "child-1", "other_record": "child-2",
}  # fmt: skip
NUMBERS = {
    "person": 1,
    "measure_id": 1,
    "note_id": 1,
    "number": 1,
    "minutes": 30,
    "guest_id": 1,
    "entry_id": 1,
}
FROM_ELSEWHERE: tuple[dict[str, str], ...] = (
    {}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://board.example"},
)  # fmt: skip
NOBODYS = "00000000-0000-4000-8000-000000000000"


def at(path: str, **given: str) -> str:
    """The path with something in each of its places: what is given, and a number or UUID of nothing."""

    def place(match: re.Match[str]) -> str:
        name, _, kind = match[1].partition(":")
        return given.get(name) or {"uuid": NOBODYS, "int": "999999"}.get(kind, "ZZZZ")

    return re.sub(r"\{([^}]+)\}", place, path)


def named(lines: list[tuple[str, str]]) -> Any:
    return pytest.mark.parametrize(("method", "path"), lines, ids=[f"{m} {p}" for m, p in lines])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """The application as it is composed; nothing of it runs, so whatever it answers it answers before it looks anything up."""
    app = make_app(Settings(data=tmp_path_factory.mktemp("data"), secret_key=KEY))
    app.state.clock = lambda: make.NOW
    return app


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, policy=AT_EASE) as board:
        yield board


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


async def everything(board: Board) -> Desk:
    """Somebody whose seats allow everything that a desk may ask."""
    actor = await make.person(board.db, board.hub, Role.SERVICE_MANAGER, name="Ana Ruiz")
    await make.seated(board.db, board.hub, actor.person_id, actor.name, Role.ADMIN)
    return await board.desk_of(actor)


async def ask(desk: Desk, method: str, address: str, *, click: bool = False) -> tuple[int, str]:
    headers = {"Board-Page": "x", "Board-Since": "1.1.1"} if click else {}
    reply = await desk.client.request(
        method, address, data=FORM if method == "POST" else None, headers=headers
    )
    location = reply.headers.get("location", "")
    assert reply.headers["cache-control"] == "no-store", f"{method} {address} may stay in a browser's store"
    return reply.status_code, told(reply.text) + location


async def test_forged_foreign_and_missing_hubs_answer_alike_at_every_route(board: Board) -> None:
    foreign = await make.hub(board.db, "southmere")
    for who in (await everything(board), await board.desk(Role.POLICE, "Pat Osei")):
        assert who.actor.hub_id != foreign.hub_id
        for method, path in OF_HUB:
            for click in (False, True):
                answers = {
                    await ask(who, method, at(path, hub=key), click=click)
                    for key in ("southmere", "nowhere", "house", "%00")
                }
                assert {status for status, _ in answers} == {404}, f"{method} {path}"
                assert len(answers) == 1, (
                    f"{method} {path} tells a hub that is another's from one that is none"
                )


async def test_missing_foreign_and_restricted_contacts_answer_alike_at_every_route(board: Board) -> None:
    foreign = await make.hub(board.db, "southmere")
    elsewhere = await make.contact_waiting(board.db, await make.person(board.db, foreign))
    other = await make.person(board.db, board.hub, Role.MANAGER)
    hidden = await make.contact_restricted(
        board.db, board.manager, [board.manager.person_id, other.person_id]
    )
    worker, system = await everything(board), await board.system(Role.SERVICE_MANAGER, "Case system")
    before = await board.state()
    for method, path in OF_CONTACT:
        answers = set()
        for ref in (elsewhere, hidden, hidden.lower(), "ZZZZ", "%00", "%3Cb%3E", "a" * 300):
            if "{hub}" in path:
                answers |= {await ask(worker, method, at(path, hub="northborough", ref=ref))}
                status, click = await ask(
                    worker, method, at(path, hub="northborough", ref=ref), click=method == "POST"
                )
                assert status == 404
                assert method == "GET" or json.loads(click)["notice"]["sentence"].startswith(
                    "There is nothing here for you."
                )
            else:
                reply = await system.request(
                    method, at(path.removeprefix("/api/v1"), ref=ref), **sent(method, path)
                )
                answers.add((reply.status_code, reply.text))
        assert {status for status, _ in answers} == {404}, f"{method} {path}"
        assert len(answers) == 1, f"{method} {path} tells a contact that is hidden from one that is not there"
    assert await board.state() == before


def sent(method: str, path: str) -> dict[str, Any]:
    """A body that this endpoint can read."""
    (one,) = [
        one for one in endpoints.ENDPOINTS if (one.method, endpoints.PREFIX + one.path) == (method, path)
    ]
    known: dict[str, object] = {**FORM, **NUMBERS, "to": "Asha Verma"}  # the API names a person
    return (
        {"json": {name: known[name] for name in one.body.model_fields if known.get(name)}} if one.body else {}
    )


async def test_what_is_numbered_in_another_hub_is_not_there(board: Board) -> None:
    """Screens, people, sessions and notices of another hub or person, at every route that takes a number of them."""
    foreign = await make.hub(board.db, "southmere")
    theirs = await make.person(board.db, foreign, Role.MANAGER, name="Gwen Hale")
    await board.desk_of(theirs)
    await make.contact_claimed(board.db, theirs, source_reference="PPN-9")
    async with board.db.transaction() as tx:
        await receive(tx, theirs, make.approach(source_reference="PPN-9", summary="Again."), now=make.NOW)
    await tell_of_sendings(board.db, make.NOW)
    async with board.db.transaction() as tx:
        numbers = {
            "screen": await _one(tx.conn, "insert into screens (hub_id, name, key_hash, paired_at, paired_by) "
                                 f"values ({foreign.hub_id}, 'Theirs', '\\x01', now(), {theirs.person_id}) returning screen_id"),
            "person": str(theirs.person_id),
            "session": await _one(tx.conn, f"select session_id from sessions where person_id = {theirs.person_id} limit 1"),
            "agency": str(foreign.agencies["police"]),
            "duty": await _one(tx.conn, "insert into duties (hub_id, seat_id, post, starts_at, ends_at, recorded_at, recorded_by) "
                               "select hub_id, seat_id, 'seat', now(), now() + interval '1 hour', now(), person_id from seats "
                               f"where hub_id = {foreign.hub_id} limit 1 returning duty_id"),
            "delivery": await _one(tx.conn, f"select delivery_id from deliveries where hub_id = {foreign.hub_id} limit 1"),
            "seat": await _one(tx.conn, f"select max(seat_id) from seats where hub_id = {foreign.hub_id}"),
            "grant": await _one(tx.conn, "insert into seat_grants (hub_id, agency_id, role, name, address, given_at, needs_second) "
                                "select hub_id, agency_id, 'manager', 'Nia Bell', 'nia.bell@southmere.example', now(), true from agencies "
                                f"where hub_id = {foreign.hub_id} limit 1 returning grant_id"),
            "entry": await _one(tx.conn, "insert into agency_entries (hub_id, agency_id, kind, address, name, added_at) "
                                "select hub_id, agency_id, 'telephone', '+441632960001', 'Desk', now() from agencies "
                                f"where hub_id = {foreign.hub_id} limit 1 returning entry_id"),
        }  # fmt: skip
    worker, before = await everything(board), await board.state()
    numbered = [(m, p) for m, p in HTTP if any(kind in p for kind in (":int}", ":uuid}"))]
    assert numbered
    for method, path in numbered:
        missing = await ask(worker, method, at(path, hub="northborough"))
        assert await ask(worker, method, at(path, hub="northborough", **numbers)) == missing, (
            f"{method} {path}"
        )
        assert missing[0] in (303, 404)
    assert await board.state() == before


async def _one(conn: Any, query: str) -> str:
    return str((await conn.execute(text(query))).scalar_one())


async def test_nothing_that_is_shown_stays_in_a_browsers_store(board: Board) -> None:
    ref, worker = await board.contact(), await everything(board)
    wall, nobody, system = (
        await board.wall(),
        await board.nobody(),
        await board.system(Role.SERVICE_MANAGER, "Case system"),
    )
    nobody.cookies.set("wall", wall.cookies["wall"])
    for method, path in HTTP:
        if method != "GET":
            continue
        address = at(path, hub="northborough", ref=ref)
        replies = [await worker.client.get(address), await nobody.get(address)]
        if path.startswith("/api/v1"):
            replies.append(await system.get(address.removeprefix("/api/v1")))
        for reply in replies:
            assert reply.status_code != 500, address
            assert reply.headers["cache-control"] == "no-store", address
            assert reply.headers["content-security-policy"].startswith("default-src 'none'")
