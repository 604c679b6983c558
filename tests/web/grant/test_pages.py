"""People and seats over HTTP: a seat is given on the page, confirmed by a second manager, taken by its person and ended by a manager."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.served import Board, Desk, now, served

NIA = {
    "name": "Nia Bell",
    "address": "nia.bell@northborough.example",
    "agency": "childrens_social_care",
    "role": "social_worker",
}


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 1) as board:
        yield board


async def rows(board: Board, query: str) -> list[Any]:
    async with board.db.connection() as conn:
        return list((await conn.execute(text(query))).all())


async def known(board: Board, address: str, name: str = "Nia Bell") -> Desk:
    """Somebody with this address who sits in another hub."""
    hub = await make.hub(board.db, "southmere")
    actor = await make.person(board.db, hub, Role.POLICE, name=name, agency="police", now=now())
    async with board.db.transaction() as tx:
        query = text("update people set email = :email where person_id = :p")
        await tx.conn.execute(query, {"email": address, "p": actor.person_id})
    return await board.desk_of(actor)


async def test_a_managers_seat_is_given_confirmed_by_another_manager_and_taken_by_its_person(
    board: Board,
) -> None:
    mina = await board.desk(Role.SERVICE_MANAGER, name="Mina Holt")
    ana = await board.desk(Role.MANAGER, name="Ana Ruiz")
    nia = await known(board, NIA["address"])
    assert "offered to you" not in (await nia.get()).text

    reply = await mina.post("/people", NIA | {"role": "manager"})
    assert reply.status_code == 303 and "nia" not in reply.headers["location"]
    page = (await mina.client.get(reply.headers["location"])).text
    assert "A second manager must confirm it" in page and ">Confirm<" not in page
    assert "offered to you" not in (await nia.get()).text, "nobody is asked before it is confirmed"
    assert "A seat waits for a second manager" in (await ana.get()).text

    [(grant,)] = await rows(board, "select grant_id from seat_grants")
    own = await mina.post(f"/people/seats-given/{grant}/confirm")
    assert own.status_code == 403 and "A colleague must do this" in own.text
    page = (await ana.get("/people")).text
    assert ">Confirm<" in page and "nia.bell@northborough.example" in page
    assert (await ana.post(f"/people/seats-given/{grant}/confirm")).status_code == 303

    assert "1 seat offered to you" in (await nia.get()).text
    asked = (await nia.client.get("/people/me/seats")).text
    assert "Northborough asks you to take a seat" in asked and "Given by Mina Holt" in asked
    assert (await nia.client.get("/hubs/northborough/desk")).status_code == 404
    assert (await nia.client.post(f"/people/me/seats/{grant}/take")).status_code == 303
    assert (await nia.client.get("/hubs/northborough/desk")).status_code == 200
    page = (await ana.get("/people")).text
    assert "Nia Bell" in page and "Seats that wait" not in page
    assert "Mina Holt" in page and 'Confirmed by <span class="private">Ana Ruiz' in page


async def test_the_page_is_the_same_for_an_address_that_is_known_and_one_that_is_not(board: Board) -> None:
    ana = await board.desk(Role.MANAGER, name="Ana Ruiz")
    nia = await known(board, "aaa@northborough.example")
    drawn = []
    for address in ("aaa@northborough.example", "bbb@northborough.example"):
        reply = await ana.post("/people", NIA | {"address": address})
        if address.startswith("aaa"):
            [(grant,)] = await rows(board, "select grant_id from seat_grants")
            assert (await nia.client.post(f"/people/me/seats/{grant}/refuse")).status_code == 303
        again = await ana.post("/people", NIA | {"address": address})
        assert (reply.status_code, reply.headers["location"]) == (
            again.status_code,
            again.headers["location"],
        )
        [(grant,)] = await rows(board, "select max(grant_id) from seat_grants")
        page = (await ana.client.get(reply.headers["location"])).text
        [row] = [one for one in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if address in one]
        row = re.sub(r"\w{3} \d+ \w{3} \d{4}, \d\d:\d\d", "(a time)", row.replace(address, "(address)"))
        drawn.append((reply.status_code, row.replace(f"/{grant}/", "/(grant)/")))
    assert drawn[0] == drawn[1] and "The person, until (a time)" in drawn[0][1]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Write the name that colleagues know"),
        ({"address": "nia"}, "Write the whole work address"),
        ({"address": "nia@elsewhere.example"}, "Mail may not go to this address"),
        ({"agency": ""}, "Select an agency of this hub."),
        ({"role": ""}, "Select a role."),
        ({"role": "manager"}, "given by the service manager"),
        ({"name": "x" * 250}, "at most 200 characters"),
    ],
)
async def test_a_wrong_form_keeps_what_was_typed_and_changes_nothing(
    board: Board, changed: dict[str, str], sentence: str
) -> None:
    ana = await board.desk(Role.MANAGER, name="Ana Ruiz")
    form = NIA | changed
    before = await board.state()
    reply = await ana.post("/people", form)
    assert reply.status_code in (403, 422) and sentence in reply.text
    assert all(f'value="{form[name]}"' in reply.text for name in ("name", "address"))
    assert await board.state() == before


async def test_each_sees_the_seats_they_give_and_others_see_no_people(board: Board) -> None:
    ada, ana = await board.desk(Role.ADMIN, name="Ada Quill"), await board.desk(Role.MANAGER, name="Ana Ruiz")
    admins, managers = (await ada.get("/people/new")).text, (await ana.get("/people/new")).text
    assert (
        'value="health">Health</option><option value="education">Education</option><option value="idva"'
        in admins
    )
    assert (
        'value="social_worker"' in managers
        and 'value="idva"' not in managers
        and 'value="social_worker"' not in admins
    )
    people = (await ada.get("/people")).text
    assert "Look-ups that found nothing" not in people and "Look-ups" in (await ana.get("/people")).text
    assert ">End 1 session<" not in people
    for role in (Role.SOCIAL_WORKER, Role.EDT, Role.QA, Role.POLICE, Role.HEAD_OF_SERVICE):
        desk = await board.desk(role)
        assert [(await desk.get(path)).status_code for path in ("/people", "/people/new")] == [403, 403]
        assert (await desk.post("/people", NIA)).status_code == 403


async def test_a_manager_ends_a_seat_on_the_page_and_never_their_own(board: Board) -> None:
    ana, wes = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(name="Wes Tarn")
    seats = dict(await rows(board, "select person_id, seat_id from seats"))
    own = await ana.post(f"/people/seats/{seats[ana.actor.person_id]}/end")
    assert own.status_code == 409 and "You cannot end your own seat" in own.text
    ended = await ana.post(f"/people/seats/{seats[wes.actor.person_id]}/end")
    assert ended.status_code == 303
    assert "The seat is ended." in (await ana.client.get(ended.headers["location"])).text
    assert (await wes.get()).status_code == 404
    by = f"select ended_by from seats where person_id = {wes.actor.person_id}"
    assert await rows(board, by) == [(ana.actor.person_id,)]


async def test_a_leaver_is_out_in_one_act_and_the_page_lists_what_they_held(board: Board) -> None:
    await board.desk(Role.SERVICE_MANAGER, name="Mina Holt")
    ana, wes = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(name="Wes Tarn")
    ref = await make.contact_claimed(board.db, wes.actor, now=now())
    page = (await ana.get(f"/people/{wes.actor.person_id}")).text
    assert ref in page and "End everything now" in page
    own = (await ana.get(f"/people/{ana.actor.person_id}")).text
    assert "End everything now" not in own and "Hand on their work" not in own
    for _ in range(2):  # a second click changes nothing and loses nothing
        done = await ana.post(f"/people/{wes.actor.person_id}/leave")
        assert done.status_code == 303
        page = (await ana.client.get(done.headers["location"])).text
        assert "Left: every seat here is ended" in page and ref in page and "End everything now" not in page
        assert "No session of theirs is open." in page
    assert (await ana.get("/people/987654")).status_code == 404
    assert (await wes.get()).status_code == 303, "signed out"
    assert (await ana.post(f"/people/{ana.actor.person_id}/leave")).status_code == 409


async def test_an_absent_persons_work_is_handed_on_from_the_page_and_a_wrong_form_keeps_what_was_typed(
    board: Board,
) -> None:
    ana, wes = await board.desk(Role.MANAGER, name="Ana Ruiz"), await board.desk(name="Wes Tarn")
    ola = await board.desk(name="Ola Nkemelu")
    ref = await make.contact_claimed(board.db, wes.actor, now=now())
    here = f"/people/{wes.actor.person_id}/hand-on"
    form = {"to": str(ola.actor.person_id), "decides": "", "until": "", "reason": ""}
    before = await board.state()
    for wrong, sentence in (({}, "Say why"), ({"until": "soon", "reason": "Sick."}, "Enter the day as")):
        reply = await ana.post(here, form | wrong)
        assert reply.status_code == 422 and sentence in reply.text
        assert f'value="{ola.actor.person_id}" selected' in reply.text
    assert await board.state() == before
    assert (await ana.post(here, form | {"reason": "Sick leave from today."})).status_code == 303
    assert ref in (await ana.get(f"/people/{ola.actor.person_id}")).text
    assert ref not in (await ana.get(f"/people/{wes.actor.person_id}")).text
