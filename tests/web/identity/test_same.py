"""Two people are joined, asked about, confirmed and parted on the page that compares two contacts, and the chronology follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from board.commands.contacts import receive
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.commands.identity.people import DANA, MIA
from tests.served import Board, Desk, now, served

WHY = "The <school> knows her."


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def contact(board: Board, desk: Desk, days: int, **otherwise: object) -> tuple[str, str]:
    """A contact that came so many days ago, and the record of its child."""
    facts = {"children": (MIA,), "adults": (DANA,), "summary": f"Seen {days} days ago."} | otherwise
    new = make.approach(received_at=now() - timedelta(days=days, hours=1), **facts)
    async with board.db.transaction() as tx:
        ref = str((await receive(tx, desk.actor, new, now=now())).ref)
        query = text(
            "select child_id from children join contacts using (hub_id, contact_id) where ref = :ref"
        )
        return ref, f"child-{(await tx.conn.execute(query, {'ref': ref})).scalar_one()}"


async def test_people_are_joined_and_parted_and_the_chronology_tells_it(board: Board) -> None:
    desk = await board.desk()
    (old, her), (new, she) = await contact(board, desk, 90), await contact(board, desk, 0)
    here = f"/contacts/{new}/compare/{old}"
    page = unescape((await desk.get(here)).text)
    assert "May be one person. Matching: name, birth date, school" in page
    ends = {"record": she, "other_record": her}
    assert old in (await desk.get(f"/contacts/{new}/chronology")).text, "it is proposed"
    for form, said in (
        ({**ends, "reason": " "}, "Say why"),
        ({"record": "x", "other_record": her, "reason": WHY}, "Choose a child or an adult."),
    ):
        refused = await desk.post(f"{here}/join", form)
        assert refused.status_code == 422 and said in unescape(refused.text)
        assert form["reason"] != WHY or "The &lt;school&gt; knows her." in refused.text
    assert (await desk.post(f"{here}/part", {**ends, "reason": WHY})).status_code == 409
    assert (await desk.post(f"{here}/join", {**ends, "reason": WHY})).status_code == 303
    page = (await desk.get(here)).text
    assert "Joined as one person" in page and "The &lt;school&gt; knows her." in page
    assert "1 earlier contact in 12 months" in (await desk.get(f"/contacts/{new}")).text
    chronology = (await desk.get(f"/contacts/{new}/chronology")).text
    assert chronology.index("Seen 0 days ago.") < chronology.index("Seen 90 days ago.")
    assert "4 Elm Street" not in chronology and "The &lt;school&gt; knows her." in chronology
    assert (await desk.post(f"{here}/part", {**ends, "reason": WHY})).status_code == 303
    assert "Seen 90 days ago." not in (await desk.get(f"/contacts/{new}/chronology")).text
    async with board.db.connection() as conn:
        query = "select distinct c.ref from readings join contacts c using (hub_id, contact_id) where why = 'chronology'"
        assert set((await conn.execute(text(query))).scalars()) == {old, new}


async def test_a_manager_confirms_what_was_asked(board: Board) -> None:
    desk = await board.desk()
    manager = await board.desk(Role.MANAGER)
    (old, her) = await contact(
        board, desk, 90, children=(replace(MIA, born_on=None, school=None),), adults=()
    )
    (new, she) = await contact(board, desk, 0, adults=())
    here = f"/contacts/{new}/compare/{old}"
    ends = {"record": she, "other_record": her}
    assert (await desk.post(f"{here}/join", {**ends, "reason": WHY})).status_code == 303
    assert "A manager was asked" in (await desk.get(here)).text
    assert (await desk.post(f"{here}/confirm", ends)).status_code == 403
    assert "earlier contact in" not in (await desk.get(f"/contacts/{new}")).text
    assert (await manager.post(f"{here}/confirm", ends)).status_code == 303
    assert "Joined as one person" in (await desk.get(here)).text
