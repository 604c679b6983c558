"""The rota's page: read by all who see the board, kept by managers and MASH admin, live, honest about who is not there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.domain.working_time import LONDON
from board.store.engine import Database
from tests import make
from tests.commands.test_duties import seat_of
from tests.processes import soon
from tests.served import Board, Desk, now, served
from workers.rota import turn_hub


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


def today() -> date:
    return now().astimezone(LONDON).date()


@cache
def around() -> dict[str, str]:
    """A duty that has begun and lasts a while, whatever o'clock it is; the same one each time, though a minute passes meanwhile."""
    start, end = (now().astimezone(LONDON) + timedelta(minutes=m) for m in (-90, 120))
    return {
        "day": start.date().isoformat(),
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "post": "seat",
    }


async def put(board: Board, by: Desk, who: Any, **otherwise: str) -> Any:
    seat = str(await seat_of(board.db, who))
    return await by.post("/rota", {"seat": seat, **around(), **otherwise})


async def test_somebody_put_on_duty_stands_on_the_rota_and_on_open_desks_at_once(board: Board) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    officer = await board.desk(Role.POLICE, "Dele Adeyemi")
    desk, rota = await admin.page(), await officer.page("/rota")
    async with desk.listening(), rota.listening():
        done = await put(board, admin, officer.actor)
        assert (done.status_code, done.headers["location"]) == (303, "/hubs/northborough/rota")
        await soon(lambda: any("Dele Adeyemi" in raw for raw in desk.raw))
        await soon(lambda: any("Dele Adeyemi" in raw for raw in rota.raw))
    page = (await admin.get("/rota")).text
    assert "Dele Adeyemi" in page and "on duty</b>" in page and "Today, " in page


async def test_a_data_officer_reads_roles_and_no_names(board: Board) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    figures = await board.desk(Role.DATA_OFFICER, "Yuki Lang")
    worker = await make.person(board.db, board.hub, name="Jo Okafor", now=now())
    await put(board, admin, worker)
    for path, says in (("/rota", "social worker"), ("/desk", "1 other")):
        page = await figures.get(path)
        assert page.status_code == 200 and "Jo Okafor" not in page.text and says in page.text


async def test_the_rota_is_kept_by_those_who_may_and_by_nobody_else(board: Board) -> None:
    worker = await board.desk(name="Jo Okafor")
    before = await board.state()
    for path in ("/rota", "/rota/copy", f"/rota/agencies/{board.hub.agencies['police']}"):
        assert (await worker.post(path, {"seat": "1", **around()})).status_code == 403
    assert await board.state() == before
    assert (await worker.get("/rota")).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says", "status"),
    [
        ({"seat": ""}, "Choose somebody from the list.", 422),
        ({"day": "next week"}, "write it as 2026-11-24", 422),
        ({"starts": "25:00"}, "Write a time as 08:45.", 422),
        ({"day": "2020-01-01"}, "Choose a time that is not over yet.", 422),
        ({"post": "duty_manager"}, "Only a manager can be duty manager.", 422),
        ({"post": "king"}, "Choose one of those listed.", 422),
    ],
)
async def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(
    board: Board, wrong: dict[str, str], says: str, status: int
) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    worker = await make.person(board.db, board.hub, name="Jo Okafor", now=now())
    before = await board.state()
    reply = await put(board, admin, worker, **wrong)
    assert reply.status_code == status and says in reply.text and "There is a problem" in reply.text
    assert f'value="{(around() | wrong)["ends"]}"' in reply.text, "what was typed is still there"
    assert await board.state() == before


async def test_the_same_duty_twice_is_refused_by_name_and_time(board: Board) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    worker = await make.person(board.db, board.hub, name="Jo Okafor", now=now())
    await put(board, admin, worker)
    again = await put(board, admin, worker)
    assert again.status_code == 409 and "Jo Okafor is on duty from" in again.text


async def test_a_duty_is_changed_and_ended_on_its_own_page(board: Board) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    worker = await make.person(board.db, board.hub, name="Jo Okafor", now=now())
    await put(board, admin, worker)
    page = await admin.get("/rota/duties/1")
    assert page.status_code == 200 and "Jo Okafor, social worker" in page.text and "End it now" in page.text
    bad = await admin.post("/rota/duties/1", {**around(), "ends": "soon"})
    assert bad.status_code == 422 and "Write a time as 08:45." in bad.text and 'value="soon"' in bad.text
    later = f"{now().astimezone(LONDON) + timedelta(hours=3):%H:%M}"
    assert (await admin.post("/rota/duties/1", {**around(), "ends": later})).status_code == 303
    assert (await admin.post("/rota/duties/1/end")).status_code == 303
    assert "This duty is over" in (await admin.get("/rota/duties/1")).text
    assert (await admin.post("/rota/duties/1", around())).status_code == 409
    assert (await admin.get("/rota/duties/999")).status_code == 404


async def test_a_week_is_copied_and_says_how_much(board: Board) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    await put(board, admin, await make.person(board.db, board.hub, name="Jo Okafor", now=now()))
    day = around()["day"]
    ahead = (date.fromisoformat(day) + timedelta(days=7)).isoformat()
    done = await admin.post("/rota/copy", {"from": day, "to": ahead, "days": "7"})
    assert done.status_code == 200 and "Copied: 1." in done.text
    again = await admin.post("/rota/copy", {"from": day, "to": ahead, "days": "7"})
    assert "Copied: 0. 1 left out" in again.text
    none = await admin.post("/rota/copy", {"from": "2026-01-01", "to": ahead, "days": "1"})
    assert none.status_code == 409 and "Nobody was on the rota then" in none.text
    bad = await admin.post("/rota/copy", {"from": day, "to": "", "days": "9"})
    assert bad.status_code == 422 and "Choose one day or a whole week." in bad.text


async def test_an_agencys_hours_are_set_shown_and_refused_in_words(board: Board) -> None:
    admin = await board.desk(Role.ADMIN, "L. Wu")
    path = f"/rota/agencies/{board.hub.agencies['health']}"
    assert "When Health works" in (await admin.get(path)).text
    form = {
        "tuesday_opens": "10:00",
        "tuesday_closes": "15:00",
        "from_day": today().isoformat(),
        "bank_holidays": "closed",
    }
    closed = f"{today().isoformat()} to {(today() + timedelta(days=9)).isoformat()}"
    bad = await admin.post(
        path, form | {"closures": "Easter", "friday_opens": "noon", "friday_closes": "15:00"}
    )
    assert bad.status_code == 422 and "not Easter" in bad.text and "Write a time as 08:45." in bad.text
    empty = await admin.post(path, {"from_day": today().isoformat()})
    assert empty.status_code == 422 and "An agency works on some day of the week." in empty.text
    assert (await admin.post(path, form | {"closures": closed})).status_code == 303
    page = (await admin.get("/rota")).text
    assert "10:00 to 15:00" in page and closed in page
    assert str(today().year) in (await admin.get(path)).text
    assert (await admin.get("/rota/agencies/999")).status_code == 404


async def test_what_somebody_who_left_holds_is_on_every_managers_desk_and_a_restricted_one_on_none(
    board: Board,
) -> None:
    manager, other = await board.desk(Role.MANAGER, "Ana Ruiz"), await board.desk(Role.MANAGER, "Kim Doe")
    worker = await make.person(board.db, board.hub, name="Jo Okafor", now=now())
    await put(board, manager, worker)
    ref = await make.contact_claimed(board.db, worker, now=now())
    named = [manager.actor.person_id, worker.person_id]
    hidden = await make.contact_restricted(board.db, manager.actor, named, now=now())
    async with board.db.transaction() as tx:
        await tx.conn.execute(
            text("insert into claims (hub_id, contact_id, person_id, claimed_at) "
                 "select hub_id, contact_id, :p, :now from contacts where ref = :r"),
            {"p": worker.person_id, "now": now(), "r": hidden},
        )  # fmt: skip
    desk = await other.page()
    async with desk.listening():
        assert (await manager.post("/rota/duties/1/end")).status_code == 303
        await turn_hub(board.db, board.hub.hub_id, now() + timedelta(seconds=1))
        await soon(lambda: any("Held by somebody who has left" in raw and ref in raw for raw in desk.raw))
    for who in (other, manager):
        page = (await who.get()).text
        assert "Held by somebody who has left" in page and f'id="left-{ref}"' in page
        assert f'id="left-{hidden}"' not in page
    assert hidden not in (await other.get()).text and hidden not in (await other.get("/rota")).text
    assert hidden not in "".join(desk.raw)
    assert f'id="left-{ref}"' in (await other.get("/rota")).text
    assert f"own-{hidden}" in (await manager.get()).text


async def test_a_wall_says_roles_and_never_a_name(board: Board) -> None:
    manager = await board.desk(Role.MANAGER, "Ana Ruiz")
    await put(board, manager, manager.actor, post="duty_manager")
    wall = await board.wall()
    assert "On duty: duty manager" in wall.html and "Ana Ruiz" not in wall.html


async def test_systems_read_who_is_on_duty_by_role_and_names_only_where_their_seat_shows_them(
    board: Board,
) -> None:
    manager = await board.desk(Role.MANAGER, "Ana Ruiz")
    await put(board, manager, manager.actor, post="duty_manager")
    insider = await board.system(Role.SOCIAL_WORKER, "Case system")
    figures = await board.system(Role.DATA_OFFICER, "Returns")
    told, counted = (await insider.get("/rota")).json(), (await figures.get("/rota")).json()
    assert [(one["name"], one["role"], one["posts"]) for one in told["on_duty"]] == [
        ("Ana Ruiz", "manager", ["duty_manager"])
    ]
    assert "name" not in counted["on_duty"][0] and counted["on_duty"][0]["agency"] == "childrens_social_care"
    feed = await board.system(Role.FEED, "Police feed")
    assert (await feed.get("/rota")).status_code == 403


async def test_a_restricted_contact_keeps_out_whom_the_form_says(board: Board) -> None:
    manager = await board.desk(Role.MANAGER, "Ana Ruiz")
    worker = await make.person(board.db, board.hub, name="Jo Okafor", now=now())
    sister = await make.person(board.db, board.hub, Role.MANAGER, name="Kim Doe", now=now())
    ref = await board.contact()
    page = (await manager.get(f"/contacts/{ref}")).text
    assert f'id="keep-out-{sister.person_id}"' in page
    form = {"person": str(worker.person_id), "out": str(sister.person_id), "reason": "Her brother."}
    assert (await manager.post(f"/contacts/{ref}/restrict", form)).status_code == 303
    await put(board, manager, sister)
    await turn_hub(board.db, board.hub.hub_id, now() + timedelta(seconds=1))
    assert ref not in (await (await board.desk_of(sister)).get()).text
    assert "Nobody it is restricted to is on duty" in (await manager.get()).text
