"""A contact arrives, somebody claims it, every screen shows it; and a screen that was cut off catches up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.store.engine import Database
from tests.processes import Page, soon
from tests.served import Board, Desk, now, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


def waiting(page: Page) -> list[str]:
    return page.regions[0].lanes().get("lane-waiting", [])


def in_hand(page: Page) -> list[str]:
    return page.regions[0].lanes().get("lane-in_hand", [])


async def arrives(board: Board, reference: str = "PPN-31") -> str:
    """The police send a contact."""
    police = await board.system(name=f"Police feed {reference}")
    sent = {
        "source": "police", "source_reference": reference, "received_at": now().isoformat(), "concern": "domestic_abuse",
        "summary": "Shouting heard; two children were upstairs.", "children": [{"given_name": "Nia", "family_name": "Marlow"}],
    }  # fmt: skip
    reply = await police.post("/contacts", json=sent)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["ref"])


async def click(desk: Desk, page: Page, path: str) -> None:
    """As our script clicks: the answer brings the page forward."""
    reply = await desk.post(path, headers={"Board-Page": page.token, "Board-Since": page.since()})
    assert reply.status_code == 200, reply.text
    for frame in reply.json()["frames"]:
        page.apply(frame)


async def test_a_contact_arrives_somebody_claims_it_every_screen_shows_it(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma", web=0), await board.desk(name="Ben Okafor", web=1)
    ashas, bens, wall = await asha.page(), await ben.page(), await board.wall(web=1)
    async with ashas.listening(), bens.listening(), wall.listening():
        ref = await arrives(board)
        await soon(lambda: waiting(ashas) == waiting(bens) == [f"card-{ref}"])
        await soon(lambda: any(ref in raw for raw in wall.raw))

        await click(asha, ashas, f"/contacts/{ref}/claim")
        await soon(lambda: in_hand(ashas) == in_hand(bens) == [f"card-{ref}"] and not waiting(bens))
        assert "Asha Verma" in bens.regions[0].standing[f"card-{ref}"].html
        assert f"own-{ref}" in ashas.regions[1].standing and f"own-{ref}" not in bens.regions[1].standing

        late = await ben.post(f"/contacts/{ref}/claim")
        assert late.status_code == 409 and f"Asha Verma claimed {ref} at" in late.text

        await soon(lambda: ashas.seq == bens.seq == wall.seq)
        for page in (ashas, bens, wall):
            assert page.pictures() == (await page.fresh()).pictures(), (
                "what was pushed is what a fresh page shows"
            )
    assert "Marlow" not in "".join(wall.raw) + wall.html and "Marlow" in "".join(bens.raw)


async def test_a_released_contact_waits_again_with_the_reason_on_its_card(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma", web=0), await board.desk(name="Ben Okafor", web=1)
    bens = await ben.page()
    async with bens.listening():
        ref = await arrives(board)
        assert (await asha.post("/take-next")).headers["location"].endswith(f"/contacts/{ref}")
        assert (
            await asha.post(f"/contacts/{ref}/release", {"reason": "Called to court."})
        ).status_code == 303
        await soon(
            lambda: (
                waiting(bens) == [f"card-{ref}"]
                and "Called to court." in bens.regions[0].standing[f"card-{ref}"].html
            )
        )
        assert (await ben.post("/take-next")).headers["location"].endswith(f"/contacts/{ref}")


async def test_a_screen_that_was_cut_off_catches_up_and_has_lost_nothing(board: Board) -> None:
    asha, ben = await board.desk(name="Asha Verma", web=0), await board.desk(name="Ben Okafor", web=1)
    page = await ben.page()
    async with page.listening():
        first = await arrives(board, "PPN-1")
        await soon(lambda: waiting(page) == [f"card-{first}"])
    # Ben's train goes through a tunnel, and the server is restarted meanwhile.
    second, third = await arrives(board, "PPN-2"), await arrives(board, "PPN-3")
    assert (await asha.post(f"/contacts/{first}/claim")).status_code == 303
    board.webs[1].kill()
    assert waiting(page) == [f"card-{first}"], "nothing reached it"
    await asyncio.to_thread(board.webs[1].start)
    page.told.clear()
    async with page.listening():
        await soon(
            lambda: (
                set(waiting(page)) == {f"card-{second}", f"card-{third}"}
                and in_hand(page) == [f"card-{first}"]
            )
        )
        assert "ask" not in page.outcomes and "reload" not in page.outcomes
        assert page.pictures() == (await page.fresh()).pictures()


async def test_a_page_whose_socket_is_refused_asks_over_http_and_is_told_the_same(board: Board) -> None:
    ben = await board.desk(name="Ben Okafor", web=1)
    page = await ben.page()
    ref = await arrives(board)
    answer = (await ben.client.get("/live/frames", params={"page": page.token, "since": page.since()})).json()
    for frame in answer["frames"]:
        page.apply(frame)
    assert waiting(page) == [f"card-{ref}"] and page.pictures() == (await page.fresh()).pictures()
    assert answer["beat"]["seq"] == page.seq
