"""Things of others answer as things that are not there, at every route of the real application. Nothing shown is kept by a browser."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from board.api import endpoints
from board.commands.contacts import receive
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.house.asked_routes import (
    FORM,
    HTTP,
    NOBODYS,
    NUMBERS,
    OF_CONTACT,
    OF_HUB,
    at,
)
from tests.served import AT_EASE, Board, Desk, served, told
from workers.sendings import tell_of_sendings


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, policy=AT_EASE) as board:
        yield board


async def everything(board: Board) -> Desk:
    """Somebody whose seats allow everything that a desk may ask."""
    actor = await make.person(board.db, board.hub, Role.SERVICE_MANAGER, name="Ana Ruiz")
    for role in (Role.ADMIN, Role.DATA_OFFICER):
        await make.seated(board.db, board.hub, actor.person_id, actor.name, role)
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
            for click, keys in (
                (False, ("southmere", "nowhere", "house", "%00")),
                (True, ("southmere", "nowhere")),
            ):
                answers = {await ask(who, method, at(path, hub=key), click=click) for key in keys}
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
    known |= {
        "agencies": ["police"],
        "about": [{"child_id": 1}],
        "necessary": "Only they know.",
        "requests": [NOBODYS],
        "why": "s17",
        "facts": [{"kind": "sex", "state": "not_asked"}],
    }
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
            "mapping": await _one(tx.conn, "insert into word_mappings (hub_id, list, word, code, mapped_at, mapped_by, reason) "
                                  f"values ({foreign.hub_id}, 'grading', 'm', 'medium', now(), {theirs.person_id}, 'x') "
                                  "returning word_mapping_id"),
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
