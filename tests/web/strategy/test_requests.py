"""A strategy discussion asked for and answered by forms: on the card, the open contact, the timeline and the wall."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from board.domain import audiences
from board.domain.permissions import Lens, Role
from board.live.frames import Frames, Listener
from board.store.engine import Database
from tests.served import Board, Desk, now, served

WHY = "Two unexplained bruises."


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def page(desk: Desk, path: str = "/desk") -> str:
    return " ".join(unescape((await desk.get(path)).text).split())


async def test_asked_answered_and_read_where_it_belongs(board: Board) -> None:
    worker, manager = await board.desk(name="Asha Verma"), await board.desk_of(board.manager)
    ref = await board.contact("amber", source_reference="PPN-STRATEGY")
    asked = await worker.post(f"/contacts/{ref}/strategy-request", {"reason": WHY})
    assert asked.status_code == 303
    for path in ("/desk", f"/contacts/{ref}"):
        assert "Strategy discussion asked for" in await page(manager, path), path
        assert WHY in await page(manager, path), path
    assert "A strategy discussion is asked for" in await page(manager), "the manager has a notice"
    assert "asked for a strategy discussion." in await page(manager, f"/contacts/{ref}"), "the timeline"
    answer = {"answer": "agreed", "reason": "Police hold more."}
    assert (await manager.post(f"/contacts/{ref}/strategy-answer", answer)).status_code == 303
    opened = await page(worker, f"/contacts/{ref}")
    assert "Strategy discussion agreed" in opened and WHY in opened and "Police hold more." in opened
    assert "answered the request for a strategy discussion: agreed." in opened
    assert "Your request for a strategy discussion was answered" in await page(worker)
    assert "Strategy discussion asked for" not in await page(worker), "nothing waits on the card"


@pytest.mark.parametrize(
    "sent",
    [{"reason": "Held."}, {"answer": "perhaps", "reason": "Held."}, {"answer": "agreed", "reason": " "}],
)
async def test_an_answer_that_says_neither_or_not_why_changes_nothing_and_is_kept(
    board: Board, sent: dict[str, str]
) -> None:
    manager = await board.desk_of(board.manager)
    ref = await board.contact("amber", source_reference="PPN-STRATEGY")
    await manager.post(f"/contacts/{ref}/strategy-request", {"reason": WHY})
    refused = await manager.post(f"/contacts/{ref}/strategy-answer", sent)
    assert refused.status_code == 422
    assert sent["reason"].strip() in unescape(refused.text)
    assert "Strategy discussion agreed" not in await page(manager, f"/contacts/{ref}")


async def test_a_partner_sees_nothing_of_it_on_the_card(board: Board) -> None:
    worker, partner = await board.desk(name="Asha Verma"), await board.desk(Role.POLICE, name="Pat Osei")
    ref = await board.contact("amber", source_reference="PPN-STRATEGY")
    await worker.post(f"/contacts/{ref}/strategy-request", {"reason": WHY})
    desk = await page(partner)
    assert ref in desk and "trategy discussion" not in desk and WHY not in desk


async def test_the_wall_counts_requests_that_wait_and_never_a_restricted_one(board: Board) -> None:
    worker, manager = await board.desk(name="Asha Verma"), await board.desk_of(board.manager)
    first, second, hidden = [
        await board.contact("amber", source_reference=f"PPN-STRATEGY-{n}") for n in range(3)
    ]

    async def wall() -> str:
        listener = Listener(audiences.wall(board.hub.hub_id), Lens.FIGURES)
        [region] = await Frames(board.db).regions([listener], now())
        return " ".join(unescape(str(region.piece("wall-today"))).split())

    await manager.post(
        f"/contacts/{hidden}/restrict", {"person": str(worker.actor.person_id), "reason": "Staff."}
    )
    for ref in (first, second, hidden):
        assert (await worker.post(f"/contacts/{ref}/strategy-request", {"reason": WHY})).status_code == 303
    assert "2 strategy discussions asked for" in await wall()
    answer = {"answer": "refused", "reason": "Known already."}
    await manager.post(f"/contacts/{first}/strategy-answer", answer)
    assert "1 strategy discussion asked for" in await wall()
    await manager.post(f"/contacts/{second}/strategy-answer", answer)
    assert "strategy" not in await wall() and WHY not in await wall()
