"""A shift change: who begins is offered what changed and says that they read it; who goes is told what they still hold; a manager reads
the hub's page and moves it; whoever has it now finds it on theirs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from board.domain.permissions import Role
from board.domain.rota import Post, Span
from board.store.engine import Database
from tests.commands.test_duties import put
from tests.processes import Page, soon
from tests.served import Board, Desk, now, served
from tests.web.test_handover import seq
from workers.rota import turn_hub


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


def shift(page: Page) -> str:
    return page.regions[1].standing["own-shift"].html


async def duty(board: Board, who: Desk, begins: float, ends: float, post: Post = Post.SEAT) -> None:
    """On duty from so many hours from now until so many hours from now."""
    at = now()
    span = Span(at + timedelta(hours=begins), at + timedelta(hours=ends))
    await put(board.db, board.manager, who.actor, span, post, now=at + timedelta(hours=min(begins, 0)))


async def part(desk: Desk, path: str, name: str) -> str:
    """One section of a handover page."""
    page = (await desk.get(path)).text
    start = page.index(f'aria-labelledby="{name}-title"')
    return page[start : page.index("</section>", start)]


async def test_a_shift_change(board: Board) -> None:
    ana = await board.desk(Role.MANAGER, "Ana Ruiz", web=0)
    ben, eve = await board.desk(name="Ben Okafor", web=1), await board.desk(Role.EDT, "Eve Night", web=1)
    dee = await board.desk(name="Dee Moss")
    await duty(board, ana, -7, 2, Post.DUTY_MANAGER)
    await duty(board, ben, -7, 0.3)
    await duty(board, eve, -0.01, 12)
    await duty(board, dee, 0.3, 10)

    # What came while Eve was away. Her shift has begun, and her desk offers her what changed.
    waiting = await board.contact("amber")
    red = await board.contact("red")
    eves, bens = await eve.page(), await ben.page()
    async with eves.listening(), bens.listening():
        await turn_hub(board.db, board.hub.hub_id, now())
        await soon(lambda: "Read what changed since you were last here" in shift(eves))
        told = await part(eve, "/handover", "changed")
        assert waiting in told and red in told and "Mina Holt logged it." in told
        assert told.index(red) < told.index(waiting), "the most urgent first"
        assert (await eve.post("/handover/mark", {"seq": await seq(eve)})).status_code == 303
        await soon(lambda: "You are on duty until" in shift(eves) and "Read what changed" not in shift(eves))

        # Ben takes the red with twenty minutes to go, and is told what he must hand over, with the way to both pages.
        assert (await ben.post(f"/contacts/{red}/claim")).status_code == 303
        await soon(lambda: "you hold 1" in shift(bens) and "/hubs/northborough/handover" in shift(bens))
        assert red in await part(ben, "/handover", "waits")
        assert (await ben.get("/handover/hub")).status_code == 403

        # Ana reads the hub's page: what Ben holds, who is free and who comes. She moves it to Eve.
        going, here = [await part(ana, "/handover/hub", name) for name in ("going", "here")]
        assert "Ben Okafor" in going and red in going and waiting not in going
        assert "Dee Moss" in here and "duty manager" in here and here.index("free") < here.index("holds 1")
        moved = {"to": str(eve.actor.person_id), "reason": "Ben goes home.", "seen": str(ben.actor.person_id)}
        assert (await ana.post(f"/contacts/{red}/reassign", moved)).status_code == 303
        assert red not in await part(ana, "/handover/hub", "going")

        # Eve's page tells her what happened since she said that she had read it, and nothing twice.
        told = await part(eve, "/handover", "changed")
        assert "Ana Ruiz reassigned it to Eve Night." in told and "Ben Okafor claimed it." in told
        assert waiting not in told and "logged it" not in told
        waits = await part(eve, "/handover", "waits")
        assert red in waits and "You hold, what bites first on top" in waits
