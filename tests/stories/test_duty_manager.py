"""A duty manager's morning, told with what two people's browsers were really sent: a red is pushed, work is handed on, somebody goes home,
one manager decides from start to finish, and a slip is taken back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.commands.restrictions import restrict
from board.domain.permissions import Role
from board.store.engine import Database
from tests.processes import Page, soon
from tests.served import Board, Desk, now, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 2) as board:
        yield board


def lane(page: Page, name: str, region: int = 0) -> list[str]:
    return page.regions[region].lanes().get(f"lane-{name}", [])


def card(page: Page, ref: str) -> str:
    return page.regions[0].standing[f"card-{ref}"].html


def own(page: Page, ref: str) -> str:
    return page.regions[1].standing[f"own-{ref}"].html


def notices(page: Page) -> str:
    return "".join(one.html for name, one in page.regions[1].standing.items() if name.startswith("notice-"))


async def click(desk: Desk, page: Page, path: str, form: dict[str, str] | None = None) -> dict[str, object]:
    """As our script clicks: the answer brings the page forward and says what came of it."""
    reply = await desk.post(path, form, headers={"Board-Page": page.token, "Board-Since": page.since()})
    assert reply.status_code == 200, reply.text
    for frame in reply.json()["frames"]:
        page.apply(frame)
    notice: dict[str, object] = reply.json()["notice"]
    return notice


async def test_a_duty_managers_morning(board: Board) -> None:
    ana = await board.desk(Role.MANAGER, "Ana Ruiz", web=0)
    ben, carys = await board.desk(name="Ben Okafor", web=1), await board.desk(name="Carys Lloyd", web=1)
    anas, bens = await ana.page(), await ben.page()
    async with anas.listening(), bens.listening():
        # Nobody takes the red, so Ana gives it to Ben, who sees that it came and from whom.
        red = await board.contact("red")
        await soon(lambda: lane(anas, "waiting") == [f"card-{red}"])
        said = await click(ana, anas, f"/contacts/{red}/allocate", {"to": str(ben.actor.person_id)})
        assert said["sentence"] == f"Ben Okafor has {red} and is told."
        await soon(lambda: lane(bens, "mine", 1) == [f"own-{red}"] and "Allocated to you" in notices(bens))
        assert "allocated by" in own(bens, red) and "Ana Ruiz" in card(bens, red)
        assert "start to finish" in own(bens, red), "and who decides it"

        # Ben is called away: he offers it to Carys and keeps it meanwhile, and the room sees both.
        await click(
            ben,
            bens,
            f"/contacts/{red}/hand-over",
            {"to": str(carys.actor.person_id), "note": "Ring the school."},
        )
        await soon(lambda: "Offered to" in card(anas, red) and "Carys Lloyd" in card(anas, red))
        assert "Ring the school." not in "".join(anas.raw), "what is left to do is for those who open it"
        caryss = await carys.page()
        assert lane(caryss, "offered", 1) == [f"own-{red}"] and "Ring the school." in own(caryss, red)
        assert "Offered to you" in notices(caryss) and "accept by" in own(caryss, red)
        assert (await carys.post(f"/contacts/{red}/decline", {"reason": "In court."})).status_code == 303
        await soon(lambda: "declined" in own(bens, red) and "In court." in own(bens, red))
        await soon(lambda: "Your offer was answered" in notices(bens))

        # He goes home; Ana moves it. A second move from a page that had not seen the first is refused.
        seen = str(ben.actor.person_id)
        move = {"to": str(carys.actor.person_id), "reason": "Ben has gone home.", "seen": seen}
        moved = await click(ana, anas, f"/contacts/{red}/reassign", move)
        await soon(lambda: lane(bens, "mine", 1) == [] and "Given to somebody else" in notices(bens))
        late = await ana.post(f"/contacts/{red}/reassign", move | {"to": str(ana.actor.person_id)})
        assert late.status_code == 409 and f"Carys Lloyd has held {red} since" in late.text

        # That was the wrong contact: what she did comes back as it was, and the record keeps both.
        undo = moved["undo"]
        assert isinstance(undo, dict) and str(undo["href"]).endswith(f"/contacts/{red}/undo")
        await click(ana, anas, f"/contacts/{red}/undo", {"seq": str(undo["seq"])})
        await soon(lambda: lane(bens, "mine", 1) == [f"own-{red}"])
        opened = (await ana.get(f"/contacts/{red}")).text
        assert (
            "Ana Ruiz reassigned it to Carys Lloyd." in opened
            and "Ana Ruiz undid the reassignment." in opened
        )
        twice = await ana.post(f"/contacts/{red}/undo")
        assert twice.status_code == 409 and "Nothing that was done last" in twice.text

        # Another manager cannot decide it over her head, but may take over with a reason that Ana is told of.
        dee = await board.desk(Role.MANAGER, "Dee Moss", web=1)
        closing = {"outcome": "ADVICE_INFO", "reason": "Help is in place."}
        refused = await dee.post(f"/contacts/{red}/close", closing)
        assert refused.status_code == 409 and "Ana Ruiz decides" in refused.text
        taking = {
            "to": str(dee.actor.person_id),
            "why": "shift_end",
            "reason": "Five o'clock.",
            "seen": str(ana.actor.person_id),
        }
        assert (await dee.post(f"/contacts/{red}/owner", taking)).status_code == 303
        await soon(lambda: "Its deciding manager changed" in notices(anas))
        await soon(lambda: "Dee Moss" in card(bens, red))
        asked = await dee.post(f"/contacts/{red}/close", closing)
        assert asked.status_code == 409 and f"Close {red} anyway" in asked.text
        closing |= {"why_anyway": "The area team has the family from now on."}
        assert (await dee.post(f"/contacts/{red}/close", closing)).status_code == 303
        await soon(lambda: lane(anas, "in_hand") == [] and lane(bens, "mine", 1) == [])

        await soon(lambda: anas.seq == bens.seq)
        for page in (anas, bens):
            assert page.pictures() == (await page.fresh()).pictures(), (
                "what was pushed is what a fresh page shows"
            )


async def test_passing_on_what_is_restricted_is_silent_for_everybody_else(board: Board) -> None:
    ana = await board.desk(Role.MANAGER, "Ana Ruiz", web=0)
    ben, carys = await board.desk(name="Ben Okafor", web=1), await board.desk(name="Carys Lloyd", web=1)
    ref = await board.contact("red")
    async with board.db.transaction() as tx:
        named = [ben.actor.person_id]
        await restrict(tx, ana.actor, ref, named, "A colleague's family.", now=now())
    page, wall = await carys.page(), await board.wall(web=1)
    async with page.listening(), wall.listening():
        before = (page.html, [r.picture() for r in page.regions])
        to_carys = await ana.post(f"/contacts/{ref}/allocate", {"to": str(carys.actor.person_id)})
        assert to_carys.status_code == 422 and "cannot be given" in to_carys.text
        assert (
            await ana.post(f"/contacts/{ref}/allocate", {"to": str(ben.actor.person_id)})
        ).status_code == 303
        offer = {"to": str(carys.actor.person_id), "note": "Ring the school."}
        assert (await ben.post(f"/contacts/{ref}/hand-over", offer)).status_code == 422
        choices = (await ben.get(f"/contacts/{ref}")).text
        assert "Carys Lloyd" not in choices, "nobody is offered who may not know of it"
        offer["to"] = str(ana.actor.person_id)
        assert (await ben.post(f"/contacts/{ref}/hand-over", offer)).status_code == 303
        assert (await ana.post(f"/contacts/{ref}/accept")).status_code == 303
        assert (await ana.post(f"/contacts/{ref}/undo")).status_code == 303
        for act in ("accept", "withdraw", "undo"):
            assert (await carys.post(f"/contacts/{ref}/{act}")).status_code == 404
        other = await board.contact("green")
        await soon(lambda: f"card-{other}" in page.regions[0].standing)
    assert ref not in "".join(page.raw) + "".join(wall.raw) + before[0]
    pushed = [
        raw
        for raw in page.raw
        if '"content": ""' not in raw and '"content":""' not in raw and '"audience"' in raw
    ]
    assert all(other in raw or "head-" in raw for raw in pushed), (
        "and nothing was drawn while it was passed on"
    )
    [(kinds)] = [[r["kind"] for r in (await _feed(board))]]
    assert kinds and not {"hand_over_offered", "withheld"} & set(kinds)


async def _feed(board: Board) -> list[dict[str, str]]:
    reader = await board.system(Role.QA, "Case system")
    found: list[dict[str, str]] = (await reader.get("/events", params={"limit": 1000})).json()["events"]
    return found
