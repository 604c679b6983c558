"""A seat that is ended in the middle of a click, an upload or a page that listens: nothing is done or shown through it any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from board.commands import claims
from board.commands.seats import end_seat
from board.domain.permissions import Role
from board.store.engine import Database
from board.store.sitting import NoLongerIn, must_sit
from board.web.forms import LATE_S
from tests import make
from tests.commands.doing import do, holder
from tests.processes import soon
from tests.served import Board, Desk, now, served

FILE = "Reference,Family name,Summary\nPPN-1,Ellis,A call from the school.\n"
LIST = "".join(
    f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    for name, value in {"sender": "new", "sender_name": "Police", "source": "police", "concern": ""}.items()
) + (
    '--b\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\nContent-Type: text/csv\r\n\r\n'
    f"{FILE}\r\n--b--\r\n"
)
NIA = {
    "name": "Nia Bell",
    "address": "nia@northborough.example",
    "agency": "childrens_social_care",
    "role": "social_worker",
}
ENTRY = {
    "agency": "police",
    "kind": "telephone",
    "address": "01632 960001",
    "name": "Desk",
    "answered": "day",
}
FORM = {"content-type": "application/x-www-form-urlencoded"}
UPLOAD = {"content-type": "multipart/form-data; boundary=b"}


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 1) as board:
        yield board


async def end(board: Board, desk: Desk) -> None:
    """Every seat of this person here is ended by a manager."""
    async with board.db.connection() as conn:
        query = text("select seat_id from seats where person_id = :p and hub_id = :h and ended_at is null")
        facts = {"p": desk.actor.person_id, "h": desk.actor.hub_id}
        seats = (await conn.execute(query, facts)).scalars().all()
    for seat in seats:
        async with board.db.transaction() as tx:
            await end_seat(tx, board.manager, seat, now=now())


async def slowly(board: Board, desk: Desk, body: str) -> AsyncIterator[bytes]:
    """Half of the body, then the seat ends, then, some time later, the rest."""
    sent = body.encode()
    yield sent[: len(sent) // 2]
    await asyncio.sleep(0.3)  # the guard has let them in
    await end(board, desk)
    await asyncio.sleep(LATE_S + 0.2)
    yield sent[len(sent) // 2 :]


LATE = {
    "claim": (Role.SOCIAL_WORKER, "/contacts/{ref}/claim", urlencode({"anyway": "x" * 200}), FORM),
    "upload": (Role.SOCIAL_WORKER, "/lists", LIST, UPLOAD),
    "upload of nothing": (Role.SOCIAL_WORKER, "/lists", LIST.replace("new", "none"), UPLOAD),
    "person": (Role.MANAGER, "/people", urlencode(NIA), FORM),
    "person without a role": (Role.MANAGER, "/people", urlencode({"name": "x" * 100}), FORM),
    "entry": (Role.ADMIN, "/directory", urlencode(ENTRY), FORM),
    "entry without a number": (Role.ADMIN, "/directory", urlencode({"name": "x" * 100}), FORM),
    "duty without times": (Role.MANAGER, "/rota", urlencode({"day": "x" * 100}), FORM),
    "policy that is none": (Role.SERVICE_MANAGER, "/policy/check", "x" * 100, FORM),
}
"""Forms that are right and wrong: a wrong one is otherwise answered with the page, as it was typed."""


async def test_a_form_that_arrives_after_its_senders_seat_ended_does_nothing_and_shows_nothing(
    board: Board,
) -> None:
    ref = await board.contact()
    tables = ("contacts", "claims", "drafts", "agency_entries", "seat_grants")
    counts = text("select " + ", ".join(f"(select count(*) from {one})" for one in tables))
    async with board.db.connection() as conn:
        before = tuple((await conn.execute(counts)).one())

    async def send(name: str) -> None:
        role, path, body, kind = LATE[name]
        desk = await board.desk(role, name="Wes Tarn")
        sent = slowly(board, desk, body)
        reply = await desk.client.post(desk.here + path.format(ref=ref), content=sent, headers=kind)
        assert reply.status_code == 403 and "Your seat in this hub was ended" in reply.text, name
        assert not [word for word in (ref, "Nia Bell", "960001", "Northborough") if word in reply.text], name

    await asyncio.gather(*(send(name) for name in LATE))
    async with board.db.connection() as conn:
        assert tuple((await conn.execute(counts)).one()) == before


async def test_a_page_that_listens_is_emptied_within_a_second_of_the_seats_end(board: Board) -> None:
    wes = await board.desk(name="Wes Tarn")
    page = await wes.page()
    async with page.listening():
        await end(board, wes)
        await soon(lambda: page.closed is not None)
    assert {"ended": "seat"}.items() <= page.told[-1].items()


async def test_an_act_that_came_first_is_put_back_with_the_rest(database: Database) -> None:
    """The click holds its person's seat until it is committed, and ending the seat waits for it."""
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, manager)
    async with database.connection() as conn:
        query = text("select seat_id from seats where person_id = :p")
        seat = (await conn.execute(query, {"p": asha.person_id})).scalar_one()
    async with database.transaction() as tx:
        await must_sit(tx.conn, asha)
        ending = asyncio.create_task(do(database, end_seat, manager, seat))
        await claims.claim(tx, asha, ref, now=make.NOW)
        await asyncio.sleep(0.2)
        assert not ending.done(), "it waits for the click"
    assert (await ending).changed
    assert await holder(database, ref) is None, "what was claimed in between waits again"
    with pytest.raises(NoLongerIn):
        async with database.transaction() as tx:
            await must_sit(tx.conn, asha)


async def test_a_person_who_keeps_another_seat_acts_through_that_alone(database: Database) -> None:
    hub = await make.hub(database)
    manager, asha = (
        await make.person(database, hub, Role.MANAGER),
        await make.person(database, hub, Role.MANAGER),
    )
    both = make.actor(hub, asha.person_id, asha.name, [Role.MANAGER, Role.ADMIN])
    await make.seated(database, hub, asha.person_id, asha.name, Role.ADMIN)
    async with database.transaction() as tx:
        await must_sit(tx.conn, both)
        query = text("select seat_id from seats where person_id = :p and role = 'manager'")
        seat = (await tx.conn.execute(query, {"p": asha.person_id})).scalar_one()
    await do(database, end_seat, manager, seat)
    async with database.transaction() as tx:
        await must_sit(tx.conn, make.actor(hub, asha.person_id, asha.name, [Role.ADMIN]))
        with pytest.raises(NoLongerIn):
            await must_sit(tx.conn, both)
