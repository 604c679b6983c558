"""The form of a request is opened by its agency and by the hub's staff, and a number that is none finds nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from board.commands.request.asking import Question, ask
from board.domain.permissions import Role
from board.domain.request.about import About
from board.store.engine import Database
from tests import make
from tests.served import Board, now, served
from workers.requests import send_requests


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def test_the_agency_and_the_staff_open_the_form_and_others_find_nothing(board: Board) -> None:
    asha = await board.desk(name="Asha Verma")
    officer = await make.person(board.db, board.hub, Role.POLICE, agency="police", now=now())
    nurse = await board.desk(Role.HEALTH, name="Nia Bevan")
    police = await board.desk_of(officer)
    ref = await board.contact("red")
    async with board.db.transaction() as tx:
        child = (await tx.conn.execute(text("select min(child_id) from children"))).scalar_one()
        asked = Question(("police",), (About(child_id=child),), "s17", "Needed.", "Seen?", at_once=True)
        made = await ask(tx, board.manager, ref, asked, now=now())
    form = f"/requests/{made.requests[0].request_id}/form"
    assert (await asha.post(form)).status_code == 409
    await send_requests(board.db, now())
    for who in (asha, police):
        answer = await who.post(form)
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
        assert answer.headers["content-disposition"] == 'attachment; filename="request.pdf"'
    assert (await nurse.post(form)).status_code == 404
    for wrong in (
        "/requests/x/form",
        "/requests/00000000-0000-0000-0000-000000000000/form",
        "/requests/%00/form",
    ):
        assert (await asha.post(wrong)).status_code == 404
