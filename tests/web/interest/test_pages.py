"""Interests by forms: declared, marked, confirmed and ended; nothing is told that the reader did not type."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from board.domain.contacts import NewChild
from board.domain.permissions import Role
from board.store.engine import Database
from tests.commands.doing import rows
from tests.served import Board, Desk, now, served

NELL = NewChild(given_name="Nell", family_name="Quill", born_on=date(2016, 5, 4))
TYPED = {"kind": "kin", "names": "Nell Quill\nRosa Vane", "address": "12 Mill Lane", "reference": "Q-1"}


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def page(desk: Desk, path: str = "/interests") -> str:
    return " ".join(unescape((await desk.get(path)).text).split())


async def test_declared_decided_and_told_to_nobody_else(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma"), await board.desk(name="Ben Okafor")
    manager = await board.desk_of(board.manager)
    ref = await board.contact("amber", children=(NELL,), adults=())
    sent = [
        await asha.post("/interests", TYPED),
        await asha.post("/interests", TYPED | {"names": "Kim Nowhere"}),
    ]
    assert {(one.status_code, one.headers["location"]) for one in sent} == {
        (303, "/hubs/northborough/interests?done=declared")
    }
    own = await page(asha)
    assert "Rosa Vane" in own and "12 Mill Lane" in own and "Not decided" in own
    assert ref not in own and "Interests of your colleagues" not in own
    assert (await asha.get(f"/contacts/{ref}")).status_code == 404
    assert ref not in await page(asha, "/desk") and ref in await page(ben, "/desk")
    assert "Rosa Vane" not in await page(ben)
    told = await page(manager)
    assert "Asha Verma" in told and "Rosa Vane" in told and ref in told
    [(number,)] = await rows(board.db, "select min(interest_id) from interests")
    assert (await manager.post(f"/interests/{number}/confirm", {})).status_code == 303
    assert "Confirmed by" in await page(manager) and "Confirmed" in await page(asha)
    refused = await manager.post(f"/interests/{number}/end", {"reason": " "})
    assert refused.status_code == 422 and "Say why, in a few words." in refused.text
    assert (await asha.post(f"/interests/{number}/end", {"reason": "Mine."})).status_code == 403
    assert (await manager.post(f"/interests/{number}/end", {"reason": "They fell out."})).status_code == 303
    assert "They fell out." in await page(manager) and "They fell out." not in await page(asha)
    assert ref in await page(asha, "/desk")


async def test_a_form_that_cannot_be_read_keeps_what_was_typed_and_changes_nothing(board: Board) -> None:
    asha = await board.desk(name="Asha Verma")
    wrong = await asha.post("/interests", TYPED | {"address": "Rose Cottage"})
    assert wrong.status_code == 422 and "Give the number of the house or flat, and the street." in wrong.text
    assert "Rosa Vane" in wrong.text and "Rose Cottage" in wrong.text
    none = await asha.post("/interests", {"kind": "", "names": "", "address": "", "reference": ""})
    assert none.status_code == 422
    assert await rows(board.db, "select 1 from interests") == []


async def test_a_mark_on_a_contact_takes_it_from_the_colleague_who_is_told_nothing(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma"), await board.desk(name="Ben Okafor")
    manager = await board.desk_of(board.manager)
    ref = await board.contact("amber", children=(NELL,), adults=())
    sent = {"person": str(ben.actor.person_id), "kind": "neighbour", "reason": "They told me at lunch."}
    assert (await asha.post(f"/contacts/{ref}/interest", sent)).status_code == 303
    assert (await ben.get(f"/contacts/{ref}")).status_code == 404 and ref not in await page(ben, "/desk")
    assert "lunch" not in await page(ben) and "Declared by you" not in await page(ben)
    assert "They told me at lunch." in await page(manager) and ref in await page(manager)


async def test_a_contact_that_they_log_themselves_goes_to_their_colleagues(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma"), await board.desk(name="Ben Okafor")
    await asha.post("/interests", {"kind": "kin", "names": "Nell Marlow"})
    at = now()
    day = {
        "received_on-day": str(at.day),
        "received_on-month": str(at.month),
        "received_on-year": str(at.year),
    }
    form = {
        "form_key": "k" * 24,
        "source": "police",
        "concern": "domestic_abuse",
        "summary": "Shouting.",
        "received_time": "00:00",
        **day,
    }
    child = {"children-0-given_name": "Nell", "children-0-family_name": "Marlow"}
    logged = await asha.post("/contacts", form | child)
    assert logged.status_code == 303, logged.text
    where = logged.headers["location"].removeprefix("/hubs/northborough")
    assert where.endswith("&others=yes") and "Colleagues take it from here." in await page(asha, where)
    ref = where.partition("logged=")[2].partition("&")[0]
    assert ref not in await page(asha, "/desk") and ref in await page(ben, "/desk")


async def test_a_board_without_names_stays_as_it_was(board: Board) -> None:
    """Else the line that is missing would tell which family it is of."""
    police = await board.desk(Role.POLICE, name="Carys Lloyd")
    ref = await board.contact("amber", children=(NELL,), adults=())
    before = await page(police, "/desk")
    assert (await police.post("/interests", TYPED)).status_code == 303
    assert ref in before and ref in await page(police, "/desk")
    assert ref in (await police.post("/find", {"find": ref})).text
