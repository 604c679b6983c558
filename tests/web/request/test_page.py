"""The page on which agencies are asked: filled in from the record, refused with what was typed, confirmed, extended and withdrawn."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, Desk, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def page(desk: Desk, path: str) -> str:
    return " ".join(unescape((await desk.get(path)).text).split())


async def test_agencies_are_asked_at_once_confirmed_extended_and_withdrawn(board: Board) -> None:
    asha, manager = await board.desk(name="Asha Verma"), await board.desk(Role.MANAGER, name="Ana Ruiz")
    admin, police = await board.desk(Role.ADMIN), await board.desk(Role.POLICE)
    ref = await board.contact("red", source_reference="PPN-C")
    here = f"/contacts/{ref}/requests"
    assert f'href="{asha.here}{here}"' in await page(asha, f"/contacts/{ref}")
    async with board.db.connection() as conn:
        child = (await conn.execute(text("select min(child_id) from children"))).scalar_one()
    empty = await page(asha, here)
    assert "No agency was asked yet" in empty and "Not everybody who decides agreed" in empty
    assert 'value="s47"' not in empty and 'value="yes"' in empty, "section 47 waits for recorded harm"
    typed: dict[str, Any] = {
        "agency": ["police", "health"],
        "person": [f"child-{child}"],
        f"nhs_number-child-{child}": "943 476 5918",
        f"gp-child-{child}": "Elm Surgery",
        "why": "s17",
        "necessary": "Only they know <who> was there.",
        "version": "1",
    }
    refused = await asha.post(here, typed)
    shown = unescape(refused.text)
    assert refused.status_code == 422 and "This is not an NHS number" in shown
    for kept in ("943 476 5918", "Elm Surgery", "Only they know <who> was there."):
        assert kept in shown, f"{kept} is lost"
    assert shown.count(" checked") == 4, "two agencies, the child and the reason"
    typed[f"nhs_number-child-{child}"] = ""
    assert "Or say that you ask at once" in unescape((await asha.post(here, typed)).text)
    done = await asha.post(here, typed | {"at_once": "yes"})
    assert done.status_code == 303 and done.headers["location"].endswith("?done=asked")
    waits = await page(manager, here)
    assert "Police: preparing" in waits and "Confirm 2 requests" in waits
    assert "Confirm 2 requests" not in await page(asha, here)
    assert "Only they know" in await page(admin, here) and "Ask agencies" not in await page(admin, here)
    assert (await police.get(here)).status_code == 403
    async with board.db.connection() as conn:
        ids = [
            str(one)
            for one in (await conn.execute(text("select request_id from requests order by number"))).scalars()
        ]
    both = {"requests": " ".join(ids), "reason": "A weapon was seen."}
    assert (await asha.post(f"{here}/confirm", both)).status_code == 403
    assert (await manager.post(f"{here}/confirm", both)).status_code == 303
    late = await asha.post(
        f"{here}/{ids[0]}/extend", {"due_on": "2020-01-01", "due_time": "10:00", "reason": "x"}
    )
    assert "later than the one they have" in unescape(late.text)
    assert (await asha.post(f"{here}/{ids[0]}/withdraw", {"reason": "The wrong family."})).status_code == 303
    told = await page(admin, here)
    assert "Withdrawn by Asha Verma" in told and "Confirmed by Ana Ruiz" in told
    async with board.db.transaction() as tx:
        await tx.conn.execute(
            text("update requests set failed_at = now(), problem = 'nobody' where request_id = :id"),
            {"id": ids[1]},
        )
    lost = await page(asha, here)
    assert "Health: not sent" in lost and "Reason: nobody of the agency can be told by the board" in " ".join(
        re.sub(r"<[^>]*>", "", lost).split()
    )
