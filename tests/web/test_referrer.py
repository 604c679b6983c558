"""A referrer is hidden by a form, on pages that were opened before too; texts are redacted on a page that is logged."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests.limits import in_time
from tests.processes import soon
from tests.served import Board, served

NAME = "Morwenna Bell"


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def test_hidden_at_once_shown_what_to_redact_and_lifted_by_a_manager(board: Board) -> None:
    worker, manager = await board.desk(name="Asha Verma"), await board.desk_of(board.manager)
    ref = await board.contact("amber", referrer=NAME, summary="Bell saw a mark.", harm_detail="As Bell says.")
    here = f"/contacts/{ref}"
    assert NAME in (await worker.get(here)).text
    opened = await manager.page(here)
    async with opened.listening():
        texts = await worker.post(f"{here}/hide-referrer")
        answered = time.monotonic()
        await soon(lambda: "Asked not to be named" in "".join(opened.raw))
        assert in_time(time.monotonic() - answered, 1)
        assert NAME not in "".join(opened.raw), "a page that was open is drawn again within a second"
    assert texts.status_code == 200 and "shown to nobody" in unescape(texts.text)
    assert "<mark>Bell</mark> saw a mark." in texts.text and "As <mark>Bell</mark> says." in texts.text
    for path in (here, f"{here}/alone", "/desk", "/handover", "/handover/hub", "/list"):
        assert NAME not in (await manager.get(path)).text, path
    assert (await worker.post(f"{here}/name-referrer", {"reason": "She agrees."})).status_code == 403
    lifted = await manager.post(f"{here}/name-referrer", {"reason": "She agrees."})
    assert lifted.status_code == 303
    again = (await worker.get(here)).text
    assert NAME in again and "She agrees." in again
    async with board.db.connection() as conn:
        whys = (await conn.execute(text("select why from readings"))).scalars().all()
    assert "referrer_texts" in whys


async def test_a_redaction_that_changes_more_comes_back_as_it_was_typed(board: Board) -> None:
    worker = await board.desk(name="Asha Verma")
    ref = await board.contact("amber", referrer=NAME, summary="Bell saw a mark.")
    async with board.db.connection() as conn:
        number = (await conn.execute(text("select contact_id from contacts"))).scalar_one()
    form = {"place": "contacts.summary", "number": str(number), "redacted": "Nobody saw <a mark>."}
    refused = await worker.post(f"/contacts/{ref}/redact", form)
    assert refused.status_code == 422
    assert "Nobody saw &lt;a mark&gt;." in refused.text and "change nothing else" in refused.text
    assert "Bell saw a mark." in unescape((await worker.get(f"/contacts/{ref}")).text)
    done = await worker.post(f"/contacts/{ref}/redact", form | {"redacted": "[redacted] saw a mark."})
    assert done.status_code == 200
    opened = (await worker.get(f"/contacts/{ref}")).text
    assert "[redacted] saw a mark." in opened and "Bell saw" not in opened and "redacted a text." in opened


async def test_a_text_is_passed_by_its_button_and_says_by_whom(board: Board) -> None:
    worker = await board.desk(name="Asha Verma")
    ref = await board.contact("amber", referrer=NAME, summary="Bell saw <a mark>.")
    texts = (await worker.post(f"/contacts/{ref}/referrer-texts")).text
    assert "Pass this text" in texts and "Checked by" not in texts
    async with board.db.connection() as conn:
        number = (await conn.execute(text("select contact_id from contacts"))).scalar_one()
    form = {"place": "contacts.summary", "number": str(number), "redacted": "Bell saw <a mark>."}
    assert "Checked by Asha Verma" in (await worker.post(f"/contacts/{ref}/redact", form)).text
    assert "checked a text" in unescape((await worker.get(f"/contacts/{ref}")).text)


async def test_mash_admin_hides_a_referrer_and_sees_no_texts(board: Board) -> None:
    admin, police = await board.desk(Role.ADMIN, name="Lu Wu"), await board.desk(Role.POLICE, name="Pat Osei")
    ref = await board.contact("amber", referrer=NAME, harm_detail="As Bell says.")
    assert (await police.post(f"/contacts/{ref}/hide-referrer")).status_code == 403
    assert (await admin.post(f"/contacts/{ref}/hide-referrer")).status_code == 303
    assert (await admin.post(f"/contacts/{ref}/referrer-texts")).status_code == 403
    assert "Asked not to be named" in (await admin.get(f"/contacts/{ref}")).text
