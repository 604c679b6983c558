"""The handover pages over HTTP: who is let in, what is logged as a reading, and that nothing moves but by somebody's own word."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.served import Board, Desk, now, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def readings(db: Database) -> list[tuple[str, str]]:
    query = text("select page, why from readings where page like '%handover%' order by reading_id")
    async with db.connection() as conn:
        return [(row.page, row.why) for row in await conn.execute(query)]


async def seq(desk: Desk) -> str:
    found = re.search(r'name="seq" value="(\d+)"', (await desk.get("/handover")).text)
    assert found
    return found[1]


async def test_each_look_is_a_reading_of_that_page_and_changes_nothing_else(board: Board) -> None:
    ref, manager = await board.contact("red"), await board.desk_of(board.manager)
    before = await board.state()
    for path in ("/handover", "/handover?day=yes", "/handover/hub"):
        reply = await manager.get(path)
        assert reply.status_code == 200 and ref in reply.text
        assert reply.headers["cache-control"] == "no-store"
        assert "It does not keep itself true." in reply.text and "data-page=" not in reply.text
    assert await board.state() == before
    own, whole = "/hubs/{hub}/handover", "/hubs/{hub}/handover/hub"
    assert await readings(board.db) == [
        (own, "handover"), (own, "handover"), (whole, "hub_handover")
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.ADMIN, Role.POLICE, Role.QA])
async def test_the_hubs_page_is_for_those_who_answer_for_the_hub_and_their_own_is_for_everybody(
    board: Board, role: Role
) -> None:
    ref, desk = await board.contact(), await board.desk(role)
    refused = await desk.get("/handover/hub")
    assert refused.status_code == 403 and "the emergency duty team and the head of service" in refused.text
    assert ref not in refused.text and await readings(board.db) == []
    own = await desk.get("/handover")
    assert own.status_code == 200 and ref in own.text
    assert ("Marlow" in own.text) == (role is not Role.POLICE)
    opens = f'href="/hubs/northborough/contacts/{ref}"' in own.text
    assert opens == (role is not Role.POLICE), "no way is shown that would be refused"


async def test_what_was_read_is_marked_once_and_a_number_that_is_none_marks_nothing(board: Board) -> None:
    ref, desk = await board.contact(), await board.desk(name="Ben Okafor")
    read = await seq(desk)
    for _ in range(2):
        reply = await desk.post("/handover/mark", {"seq": read})
        assert (reply.status_code, reply.headers["location"]) == (303, "/hubs/northborough/handover")
        marked = await board.state()
    page = (await desk.get("/handover")).text
    assert "Nothing on the board changed." in page and "Since you said at" in page
    for forged in ("", "-1", "many", "9" * 19, "\x00"):
        assert (await desk.post("/handover/mark", {"seq": forged})).status_code in (404, 422)
    assert await board.state() == marked
    assert ref in (await desk.get("/handover?day=yes")).text


async def test_an_offer_is_accepted_from_the_page_without_script(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma"), await board.desk(name="Ben Okafor")
    ref = await make.contact_claimed(board.db, asha.actor, now=now(), received_at=now())
    offer = {"to": str(ben.actor.person_id), "note": "Ring the school."}
    assert (await asha.post(f"/contacts/{ref}/hand-over", offer)).status_code == 303
    page = (await ben.get("/handover")).text
    assert "Ring the school." in page and f"/contacts/{ref}/accept" in page
    assert (await ben.post(f"/contacts/{ref}/accept")).status_code == 303
    held = (await ben.get("/handover")).text
    assert f"/contacts/{ref}/accept" not in held and "You hold, what bites first on top" in held


async def test_no_word_somebody_typed_comes_out_as_markup(board: Board) -> None:
    asha, ben = await board.desk(name="<b>Asha</b>"), await board.desk(Role.MANAGER, name="Ben Okafor")
    ref = await make.contact_claimed(board.db, asha.actor, now=now(), received_at=now())
    await asha.post(
        f"/contacts/{ref}/hand-over", {"to": str(ben.actor.person_id), "note": "<script>alert(1)</script>"}
    )
    said = "".join([(await ben.get(path)).text for path in ("/handover", "/handover/hub")])
    assert "&lt;b&gt;Asha" in said and "&lt;script&gt;alert" in said
    assert "<b>Asha" not in said and "<script>alert" not in said
