"""A first sign-in: a link for one use, a code read out by a colleague, a password, the authenticator, and then the seat."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import text

from board.commands.directory.entries import add_entry, confirm_entry
from board.commands.people import add_person, end_person
from board.domain.directory.given import given_entry
from board.domain.people import Actor
from board.domain.permissions import Role
from board.secrets import Secrets
from board.store.engine import Database
from tests.processes import KEY
from tests.served import Board, Desk, now, served

SECRETS = Secrets([KEY])
ADDRESS = "nia.bell@northborough.example"
PASSWORD = "quilt marrow teasel bodkin"
NIA = {"name": "Nia Bell", "address": ADDRESS, "agency": "childrens_social_care", "role": "social_worker"}
SAID = {"name": "Nia Bell", "role": "Social worker"}


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 1) as board:
        yield board


async def rows(board: Board, query: str) -> list[Any]:
    async with board.db.connection() as conn:
        return list((await conn.execute(text(query))).all())


async def number(board: Board, adder: Actor, confirmer: Actor | None, address: str = "01632 960001") -> int:
    """A number of children's social care that one member of staff entered an hour ago and another confirmed."""
    given = given_entry("telephone", address, "Front desk", (), "always")
    moment = now() - timedelta(hours=1)
    async with board.db.transaction() as tx:
        entry = (await add_entry(tx, adder, "childrens_social_care", given, now=moment)).entry_id
    if confirmer:
        async with board.db.transaction() as tx:
            await confirm_entry(tx, confirmer, entry, "switchboard", now=moment)
    return entry


async def given(board: Board, ana: Desk, sender: Desk | None = None) -> int:
    """The seat is given and its link is sent."""
    assert (await ana.post("/people", NIA)).status_code == 303
    [(grant,)] = await rows(board, "select max(grant_id) from seat_grants")
    assert (await (sender or ana).post(f"/people/seats-given/{grant}/link")).status_code == 303
    return int(grant)


async def opened(board: Board) -> tuple[httpx.AsyncClient, str]:
    """A browser in which the person pressed the button of the link, and the address of its pages."""
    [(link_id,)] = await rows(board, "select link_id from links order by asked_at desc limit 1")
    phone = await board.nobody()
    reply = await phone.post(
        "/l", data={"link": f"https://board.example/l#{SECRETS.link_tokens(link_id)[0]}"}
    )
    assert reply.status_code == 303, reply.text
    return phone, reply.headers["location"]


async def called(desk: Desk, grant: int, entry: int) -> str:
    """A colleague calls; the code stands on their page once."""
    there = f"/people/seats-given/{grant}/code"
    [whose] = set(re.findall(r'name="whose" value="([0-9a-f-]+)"', (await desk.get(there)).text))
    page = await desk.post(there, {"entry": str(entry), "route": "call", "whose": whose})
    found = re.search(r'id="code">(\d{3}) (\d{3})<', page.text)
    assert found, page.text
    assert f"{found[1]} {found[2]}" not in (await desk.get(f"/people/seats-given/{grant}/code")).text
    return found[1] + found[2]


async def test_a_person_nobody_knew_comes_in_by_link_and_code_and_sees_nothing_before_the_authenticator(
    board: Board,
) -> None:
    ana, bea = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(Role.MANAGER, name="Bea Low")
    entry = await number(board, ana.actor, bea.actor)
    grant = await given(board, ana)
    phone, here = await opened(board)
    assert "Who are you?" in (await phone.get(here)).text
    assert "Nobody has opened the link" in (await bea.get(f"/people/seats-given/{grant}/code")).text
    await phone.post(f"{here}/self", data=SAID)
    assert "Enter your code" in (await phone.get(here)).text
    own = await ana.post(f"/people/seats-given/{grant}/code", {"entry": str(entry), "route": "call"})
    assert own.status_code == 409, "the person who sent the link makes no call"
    await phone.post(f"{here}/self", data=SAID)
    code = await called(bea, grant, entry)
    assert (await phone.post(f"{here}/code", data={"code": code})).status_code == 303
    page = (await phone.get(here)).text
    assert "Choose a password" in page and "Nia Bell" not in page
    for act in ("answer", "draft", "leave", "not-mine", "give"):  # the acts of other links
        assert (await phone.post(f"{here}/{act}", data={"answer": "x"})).status_code in (401, 403, 404)
    weak = await phone.post(f"{here}/password", data={"password": "short"})
    assert (
        weak.status_code == 422 and await rows(board, f"select 1 from people where email = '{ADDRESS}'") == []
    )
    reply = await phone.post(f"{here}/password", data={"password": PASSWORD})
    assert reply.status_code == 303 and reply.headers["location"].startswith("/sign-in/second-factor")
    assert (await phone.get("/people/me/seats")).status_code == 303, (
        "nothing is shown before the authenticator"
    )
    seed = re.search(r"((?:[A-Z2-7]{4} ){3,}[A-Z2-7]{1,4})", (await phone.get("/sign-in/second-factor")).text)
    assert seed
    totp = pyotp.TOTP(seed[1].replace(" ", "")).now()
    codes = await phone.post("/sign-in/second-factor", data={"code": totp, "next": "/people/me/seats"})
    assert codes.status_code == 200 and "/people/me/seats" in codes.text
    assert "asks you to take a seat" in (await phone.get("/people/me/seats")).text
    assert (await phone.post(f"/people/me/seats/{grant}/take")).status_code == 303
    assert (await phone.get("/hubs/northborough/desk")).status_code == 200
    [(link_id,)] = await rows(board, "select link_id from links")
    again = await (await board.nobody()).post("/l", data={"link": f"x#{SECRETS.link_tokens(link_id)[0]}"})
    assert "does not open" in again.text, "the link was for one use"


async def test_the_hub_sees_the_same_of_a_person_who_is_known_and_the_link_leads_them_to_sign_in(
    board: Board,
) -> None:
    ana, bea = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(Role.MANAGER, name="Bea Low")
    entry = await number(board, ana.actor, bea.actor)
    async with board.db.transaction() as tx:
        await add_person(tx, "Nia Elsewhere", ADDRESS, password_hash=None, now=now())
    grant = await given(board, ana)
    page = (await ana.get("/people")).text
    assert "Link sent, valid until" in page and "Make a code" in page and "Elsewhere" not in page
    phone, here = await opened(board)
    await phone.post(f"{here}/self", data=SAID)
    code = await called(bea, grant, entry)
    assert (await phone.post(f"{here}/code", data={"code": code})).status_code == 303
    assert "You sign in here already" in (await phone.get(here)).text
    reply = await phone.post(f"{here}/password", data={"password": PASSWORD})
    assert reply.headers["location"] == "/sign-in?next=/people/me/seats"
    assert await rows(board, f"select password_hash from people where email = '{ADDRESS}'") == [(None,)]
    after = (await ana.get("/people")).text
    assert "Link sent, valid until" in after and "Elsewhere" not in after


async def test_a_code_goes_to_no_number_known_only_to_the_person_who_gives_the_seat(board: Board) -> None:
    ana, bea = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(Role.MANAGER, name="Bea Low")
    alone = await number(board, ana.actor, None)
    grant = await given(board, ana)
    confirmed_by_giver = await number(board, bea.actor, ana.actor, "01632 960002")
    late = await number(board, ana.actor, bea.actor, "01632 960003")
    async with board.db.transaction() as tx:
        query = text("update agency_entries set added_at = :now where entry_id = :e")
        await tx.conn.execute(query, {"now": now() + timedelta(seconds=1), "e": late})
    for entry in (alone, confirmed_by_giver, late, 999999):
        for route in ("call", "text"):
            reply = await bea.post(f"/people/seats-given/{grant}/code", {"entry": str(entry), "route": route})
            assert reply.status_code in (404, 409, 422), (entry, route, reply.status_code)
    assert await rows(board, "select 1 from link_codes") == []


async def test_the_giver_of_the_seat_neither_calls_nor_vouches_for_the_number_though_a_colleague_sent_the_link(
    board: Board,
) -> None:
    """The giver types the work address. Link and code together are the account, so that a colleague must have the code."""
    ana, bea, cal = [
        await board.desk(Role.MANAGER, name=name) for name in ("Ana Ruiz", "Bea Low", "Cal Orme")
    ]
    vouched = await number(board, cal.actor, ana.actor, "01632 960002")
    good = await number(board, ana.actor, cal.actor)
    grant = await given(board, ana, sender=bea)
    phone, here = await opened(board)
    await phone.post(f"{here}/self", data=SAID)
    page = (await ana.get(f"/people/seats-given/{grant}/code")).text
    assert "a colleague must make the call" in page and "I am calling" not in page
    mine = await ana.post(f"/people/seats-given/{grant}/code", {"entry": str(good), "route": "call"})
    assert mine.status_code == 409 and 'id="code"' not in mine.text
    page = (await cal.get(f"/people/seats-given/{grant}/code")).text
    assert (
        "The person who gave the seat must not be the one who confirmed the number" in page
        and page.count("I am calling") == 1
    )
    for route in ("call", "text"):
        reply = await cal.post(f"/people/seats-given/{grant}/code", {"entry": str(vouched), "route": route})
        assert reply.status_code == 409
    assert await rows(board, "select 1 from link_codes") == []
    assert await called(cal, grant, good)


async def test_somebody_who_left_and_comes_back_begins_an_account_of_their_own(board: Board) -> None:
    """The address may be another person's by now, so that nothing of the old account comes back with it."""
    ana, bea = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(Role.MANAGER, name="Bea Low")
    entry = await number(board, ana.actor, bea.actor)
    async with board.db.transaction() as tx:
        old = (await add_person(tx, "Nia Bell", ADDRESS, password_hash=None, now=now())).person_id
    async with board.db.transaction() as tx:
        await end_person(tx, old, now=now())
    grant = await given(board, ana)
    phone, here = await opened(board)
    await phone.post(f"{here}/self", data=SAID)
    code = await called(bea, grant, entry)
    assert (await phone.post(f"{here}/code", data={"code": code})).status_code == 303
    assert "Choose a password" in (await phone.get(here)).text
    assert (await phone.post(f"{here}/password", data={"password": PASSWORD})).status_code == 303
    found = await rows(
        board, "select person_id, ended_at is null from people where name = 'Nia Bell' order by 1"
    )
    assert [now_open for _, now_open in found] == [False, True] and found[0][0] == old


async def test_a_seat_that_is_taken_back_closes_what_its_link_opened(board: Board) -> None:
    ana, bea = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(Role.MANAGER, name="Bea Low")
    entry = await number(board, ana.actor, bea.actor)
    grant = await given(board, ana)
    phone, here = await opened(board)
    await phone.post(f"{here}/self", data=SAID)
    code = await called(bea, grant, entry)
    assert (await phone.post(f"{here}/code", data={"code": code})).status_code == 303
    assert (await ana.post(f"/people/seats-given/{grant}/withdraw")).status_code == 303
    assert "Choose a password" not in (await phone.get(here)).text
    reply = await phone.post(f"{here}/password", data={"password": PASSWORD})
    assert reply.status_code in (401, 403, 404, 409, 410)
    assert await rows(board, f"select 1 from people where email = '{ADDRESS}'") == []
