"""The directory over HTTP: entered, confirmed by a colleague from the list, changed and removed; and who may not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, served

FORM = {
    "agency": "police",
    "kind": "telephone",
    "address": "01632 960001 ext 12",
    "name": "Safeguarding desk",
    "deputies": "Dee Moss\nKit Vale",
    "answered": "day",
}


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 1) as board:
        yield board


async def entries(board: Board) -> list[Any]:
    query = text("select * from agency_entries where ended_at is null order by entry_id")
    async with board.db.connection() as conn:
        return list((await conn.execute(query)).all())


async def test_a_number_is_entered_on_the_page_and_confirmed_by_a_colleague_from_the_list(
    board: Board,
) -> None:
    ada, wes = await board.desk(Role.ADMIN, name="Ada Quill"), await board.desk(name="Wes Tarn")
    empty = (await ada.get("/directory")).text
    assert "No number or mailbox yet." in empty and "Add a number or mailbox" in empty
    assert "There is nothing for you to confirm." in (await ada.get("/directory/to-confirm")).text
    for number in (FORM, FORM | {"address": "07700 900123", "name": "Duty sergeant", "deputies": ""}):
        reply = await ada.post("/directory", number)
        assert reply.status_code == 303 and "960001" not in reply.headers["location"]
    desk, sergeant = await entries(board)
    assert (desk.address, desk.deputies) == ("+441632960001;ext=12", ["Dee Moss", "Kit Vale"])
    page = (await ada.client.get(reply.headers["location"])).text
    assert "Added. A colleague must confirm it." in page and "01632 960001 ext 12" in page
    assert page.count("No: Number not confirmed") == 2 and "2 entries not confirmed." in page
    own = (await ada.get("/directory/to-confirm")).text
    assert "Not for you to confirm" in own and 'name="how"' not in own

    listed = (await wes.get("/directory/to-confirm")).text
    assert listed.count("autofocus") == 1 and listed.index("autofocus") < listed.index("01632 960001")
    unsaid = await wes.post(f"/directory/{sergeant.entry_id}/confirm", {"then": str(desk.entry_id)})
    assert unsaid.status_code == 422 and "Select how you confirmed it." in unsaid.text
    done = await wes.post(
        f"/directory/{sergeant.entry_id}/confirm", {"how": "switchboard", "then": str(desk.entry_id)}
    )
    following = (await wes.client.get(done.headers["location"])).text
    assert "Confirmed." in following and "07700 900123" not in following
    assert 'value="switchboard" autofocus' in following
    refused = await ada.post(f"/directory/{desk.entry_id}/confirm", {"how": "letter", "then": ""})
    assert refused.status_code == 403 and "A colleague must confirm it." in refused.text
    page = (await ada.get("/directory")).text
    assert "Yes, by text message or call" in page and "Rang the switchboard" in page and "Wes Tarn" in page
    theirs = (await wes.get("/directory")).text
    assert "No: The person who asks for a code must not be the one who confirmed the number" in theirs
    assert "Add a number or mailbox" in theirs, "hidden from seats that may not"
    assert (await wes.post("/directory", FORM)).status_code == 403


async def test_what_cannot_be_read_is_refused_and_kept_as_typed_and_a_change_is_unconfirmed(
    board: Board,
) -> None:
    ada, bo = await board.desk(Role.ADMIN, name="Ada Quill"), await board.desk(Role.ADMIN, name="Bo Marsh")
    wrong = FORM | {"address": "0113 FLOWERS", "name": ""}
    reply = await ada.post("/directory", wrong)
    assert reply.status_code == 422 and await entries(board) == []
    assert all(said in reply.text for said in ("0113 FLOWERS", "Dee Moss", "This is no telephone number"))
    assert "Enter the person or desk that answers" in reply.text and 'value="police" selected' in reply.text
    await ada.post("/directory", FORM)
    [one] = await entries(board)
    await bo.post(f"/directory/{one.entry_id}/confirm", {"how": "letter", "then": ""})
    assert "Confirm it again" in (await bo.get(f"/directory/{one.entry_id}")).text
    change = FORM | {"address": "01632 960002"}
    saved = await ada.post(f"/directory/{one.entry_id}/change", change)
    assert "Saved. A colleague must confirm it." in (await ada.client.get(saved.headers["location"])).text
    [changed] = await entries(board)
    assert (changed.address, changed.confirmed_by) == ("+441632960002", None)
    late = await bo.post(f"/directory/{one.entry_id}/change", FORM | {"name": "Typed by Bo"})
    assert late.status_code == 409 and "changed or removed" in late.text and "Typed by Bo" in late.text
    assert (await bo.get(f"/directory/{one.entry_id}")).status_code == 404
    assert (await ada.post(f"/directory/{changed.entry_id}/end")).status_code == 303
    assert await entries(board) == []


@pytest.mark.parametrize("role", [Role.POLICE, Role.PARTNER, Role.LADO, Role.QA, Role.DATA_OFFICER])
async def test_partners_and_readers_of_figures_see_no_number(board: Board, role: Role) -> None:
    ada = await board.desk(Role.ADMIN, name="Ada Quill")
    await ada.post("/directory", FORM)
    [one] = await entries(board)
    other = await board.desk(role, name="Pat Osei")
    for path in ("/directory", "/directory/to-confirm", "/directory/new", f"/directory/{one.entry_id}"):
        reply = await other.get(path)
        assert reply.status_code == 403 and "960001" not in reply.text
    for path in ("", f"/{one.entry_id}/change", f"/{one.entry_id}/end", f"/{one.entry_id}/confirm"):
        assert (
            await other.post(f"/directory{path}", FORM | {"how": "letter", "then": ""})
        ).status_code == 403
    assert await entries(board) == [one]


async def test_no_number_stands_in_an_address_or_a_title(board: Board) -> None:
    ada, wes = await board.desk(Role.ADMIN, name="Ada Quill"), await board.desk(name="Wes Tarn")
    await ada.post("/directory", FORM)
    [one] = await entries(board)
    for path in ("/directory", "/directory/to-confirm", f"/directory/{one.entry_id}"):
        page = (await wes.get(path)).text
        assert "01632 960001" in page
        told = re.findall(r'(?:href|action|id|value)="([^"]*)"', page) + re.findall(
            r"<title>(.*?)</title>", page
        )
        shown = [each for each in told if "960001" in each and each != "01632 960001 ext 12"]
        assert shown == [], path
