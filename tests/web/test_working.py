"""Passing work on by forms, without script: what is refused comes back as it was typed, and what was done can be undone from the page."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio

from board.domain.contacts import NewChild
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.store.engine import Database
from tests import servers
from tests.served import AT_EASE, Board, Desk, served
from tests.web.test_bad_input import NUMBERS, TEXTS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(slots=True)
class Scene:
    """A manager who holds a contact that she offered to Ben; Ben; and Carys, to whom things might go."""

    board: Board
    ana: Desk
    ben: Desk
    carys: Desk
    ref: str
    """Held by Ana, decided by Mina Holt, offered to Ben."""
    mine: str
    """Held by Ana, offered to nobody."""

    def form(self, act: str) -> dict[str, str]:
        """What this act needs beside its words."""
        to = str(self.carys.actor.person_id)
        return {
            "hand-over": {"to": to},
            "decline": {},
            "reassign": {"to": to, "seen": str(self.ana.actor.person_id)},
            "owner": {"to": str(self.ana.actor.person_id), "why": "shift_end", "seen": str(self.board.manager.person_id)},
        }[act]  # fmt: skip

    async def post(self, act: str, form: dict[str, Any]) -> httpx.Response:
        who, ref = (self.ben, self.ref) if act == "decline" else (self.ana, self.ref)
        return await who.post(f"/contacts/{self.mine if act == 'hand-over' else ref}/{act}", form)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene() -> AsyncIterator[Scene]:
    folder = servers.run_folder() / uuid.uuid4().hex[:8]
    folder.mkdir(mode=0o755)
    with servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url:
        database = Database(url)
        async with served(database, folder, policy=AT_EASE) as board:
            ana, ben, carys = (
                await board.desk(Role.MANAGER, "Ana Ruiz"),
                await board.desk(name="Ben Okafor"),
                await board.desk(name="Carys Lloyd"),
            )
            mina = await board.desk_of(board.manager)
            ref, mine = await board.contact(), await board.contact()
            own = {"to": str(board.manager.person_id)}
            assert (await mina.post(f"/contacts/{ref}/owner", own)).status_code == 303
            for one in (ref, mine):
                assert (await ana.post(f"/contacts/{one}/claim")).status_code == 303
            offer = {"to": str(ben.actor.person_id), "note": "Ring the school."}
            assert (await ana.post(f"/contacts/{ref}/hand-over", offer)).status_code == 303
            yield Scene(board, ana, ben, carys, ref, mine)
            assert "Traceback" not in board.logs() and "Qx7kTyped" not in board.logs()
        await database.close()


WORDS = {"hand-over": "note", "decline": "reason", "reassign": "reason", "owner": "reason"}


@pytest.mark.parametrize("act", WORDS)
@pytest.mark.parametrize("kind", TEXTS)
async def test_words_that_cannot_be_kept_are_refused_and_stand_where_they_were_typed(
    scene: Scene, act: str, kind: str
) -> None:
    before, typed = await scene.board.state(), TEXTS[kind]
    reply = await scene.post(act, scene.form(act) | {WORDS[act]: typed})
    assert reply.status_code == 422, reply.text
    assert re.search(r"govuk-error-summary.*?<p[^>]*>[^<]+\.</p>", reply.text, re.DOTALL), (
        "a sentence says what to do"
    )
    area = re.search(
        rf'class="act" open>.*?id="{act}-{WORDS[act]}"[^>]*>\n(.*?)</textarea>', reply.text, re.DOTALL
    )
    assert area and unescape(area[1]) == typed.replace("\x00", "\ufffd")
    assert await scene.board.state() == before


@pytest.mark.parametrize("number", [*NUMBERS, ""])
async def test_nobody_chosen_or_a_number_of_nothing_moves_nothing(scene: Scene, number: str) -> None:
    before = await scene.board.state()
    for act in ("hand-over", "reassign", "owner"):
        reply = await scene.post(act, scene.form(act) | {"to": number, WORDS[act]: "As seen."})
        assert reply.status_code in (404, 422), (act, reply.status_code)
    for path in (f"/contacts/{scene.mine}/undo", f"/contacts/{scene.mine}/allocate"):
        form = {"seq" if path.endswith("undo") else "to": number or "999999999"}
        assert (await scene.ana.post(path, form)).status_code in (404, 409, 422), path
    assert await scene.board.state() == before


async def test_a_change_of_manager_without_a_reason_or_with_a_strange_one_is_refused(scene: Scene) -> None:
    before = await scene.board.state()
    for why in ("", "mood"):
        reply = await scene.post("owner", scene.form("owner") | {"why": why, "reason": "Five o'clock."})
        assert reply.status_code == 422 and "Choose why it changes." in unescape(reply.text)
        assert "Five o'clock." in unescape(reply.text)
    assert await scene.board.state() == before


async def test_every_act_works_without_script_and_the_page_offers_to_take_it_back(scene: Scene) -> None:
    ana, ben, board = scene.ana, scene.ben, scene.board
    ref = await board.contact()

    async def undoes(desk: Desk, what: str) -> str | None:
        html = (await desk.get(f"/contacts/{ref}")).text
        found = re.search(
            rf'<p class="undo" data-person="{desk.actor.person_id}"[^>]*><button[^>]*form="undo" name="seq" value="(\d+)">Undo {what}<',
            html,
        )
        return found[1] if found else None

    to_ben, to_ana = {"to": str(ben.actor.person_id)}, {"to": str(ana.actor.person_id)}
    steps: list[tuple[Desk, str, dict[str, str], str]] = [
        (ana, "allocate", to_ben, "the allocation"),
        (ben, "hand-over", to_ana | {"note": "Ring the school."}, "the offer"),
        (ana, "decline", {"reason": "In court."}, "declining it"),
        (ben, "hand-over", to_ana | {"note": "Ring the school."}, "the offer"),
        (ben, "withdraw", {}, "taking back the offer"),
        (ben, "hand-over", to_ana | {"note": "Ring the school."}, "the offer"),
        (ana, "accept", {}, "taking it over"),
        (ana, "reassign", to_ben | {"reason": "She is ill.", "seen": str(ana.actor.person_id)}, "the reassignment"),
        (ben, "release", {"reason": "Called away."}, "the release"),
        (ben, "claim", {}, "the claim"),
        (ben, "rating", {"rag": "red", "reason": "A weapon was seen."}, "the rating"),
    ]  # fmt: skip
    for desk, act, form, what in steps:
        reply = await desk.post(f"/contacts/{ref}/{act}", form)
        assert reply.status_code == 303, (act, reply.text)
        assert reply.headers["location"].endswith(f"/contacts/{ref}")
        assert await undoes(desk, what), act
    seq = await undoes(ben, "the rating")
    assert (await ana.post(f"/contacts/{ref}/undo", {"seq": str(seq)})).status_code == 409, "not hers"
    assert (await ben.post(f"/contacts/{ref}/undo", {"seq": str(seq)})).status_code == 303
    html = (await ben.get(f"/contacts/{ref}")).text
    assert "Ben Okafor undid the rating." in html and 'class="undo"' not in html


async def test_an_open_contact_has_a_way_back_to_the_board(scene: Scene) -> None:
    html = (await scene.ana.get(f"/contacts/{scene.ref}")).text
    assert f'<a class="govuk-link" href="{scene.ana.here}/desk">Back to the board</a>' in html


ELSIE = NewChild(given_name="Elsie", family_name="Reed", born_on=date(2017, 1, 20))


async def test_giving_away_one_of_a_family_asks_on_a_page_and_keeps_what_was_typed(scene: Scene) -> None:
    ana, ben, carys, board = scene.ana, scene.ben, scene.carys, scene.board
    one, other = [await board.contact(children=(ELSIE,), adults=()) for _ in range(2)]
    assert (await carys.post(f"/contacts/{one}/claim")).status_code == 303
    here, to = f"/contacts/{other}", str(ben.actor.person_id)
    before = await board.state()

    asked = await ana.post(f"{here}/allocate", {"to": to})
    assert asked.status_code == 303 and asked.headers["location"].endswith(
        f"same-family?act=allocate&to={to}"
    )
    page = (await ana.get(f"{here}/same-family", params={"act": "allocate", "to": to})).text
    assert f"which {carys.actor.name} holds" in page and f"was not allocated to {ben.actor.name}" in page
    assert f"Allocate it to {carys.actor.name}" in page and await board.state() == before
    for wrong in ({"act": "close"}, {"act": "allocate", "to": "x"}, {"act": "allocate", "to": "9" * 18}):
        assert (await ana.get(f"{here}/same-family", params=wrong)).status_code == 404
    why = {"anyway": "yes", "reason": "Ben knows the aunt."}
    assert (await ana.post(f"{here}/allocate", {"to": to} | why)).status_code == 303

    form = {"to": str(ana.actor.person_id), "reason": "Ben is <ill>.", "seen": to}
    moved = await ana.post(f"{here}/reassign", form)
    assert moved.status_code == 409 and unescape(moved.text).count("Ben is <ill>.") == 2
    assert "Reassign it to Ana Ruiz anyway" in unescape(moved.text) and "ill" not in str(moved.url)
    assert (await ana.post(f"{here}/reassign", form | {"anyway": "yes"})).status_code == 303

    offer = {"to": to, "note": "Ring the school."}
    assert (await ana.post(f"{here}/hand-over", offer)).status_code == 303
    asked = await ben.post(f"{here}/accept")
    assert asked.headers["location"].endswith("same-family?act=accept")
    assert "decline it with a reason" in (await ben.get(f"{here}/same-family?act=accept")).text
    assert (await ben.post(f"{here}/accept", why)).headers["location"].endswith(here)
    settled = await carys.post(f"/contacts/{one}/release", {"reason": "Off now."})
    assert settled.status_code == 303
    assert (
        "Nobody else holds one of this family"
        in (await ana.get(f"{here}/same-family", params={"act": "allocate", "to": to})).text
    )


async def test_a_restricted_contact_of_the_family_stands_on_the_page_of_whoever_is_named_on_it_alone(
    scene: Scene,
) -> None:
    board, mina = scene.board, await scene.board.desk_of(scene.board.manager)
    jack = NewChild(given_name="Jack", family_name="Hollis", born_on=date(2016, 5, 4))
    shown, hidden = [await board.contact(children=(jack,), adults=()) for _ in range(2)]
    form = {"person": str(scene.ana.actor.person_id), "reason": "A colleague's family."}
    assert (await mina.post(f"/contacts/{hidden}/restrict", form)).status_code == 303
    for desk, sees in ((mina, True), (scene.ana, True), (scene.ben, False)):
        page = (await desk.get(f"/contacts/{shown}")).text
        part = page[page.index('id="contact-alike"') :]
        assert (f"{hidden}</b> (restricted)" in part) is sees and (hidden in page) is sees
        assert 'id="contact-alike" class="part alike" hidden' in page, (
            "what everybody is pushed holds nothing of it"
        )


async def test_closing_asks_on_a_page_keeps_what_was_typed_and_is_found_undone_and_reopened(
    scene: Scene,
) -> None:
    ana, carys, board = scene.ana, scene.carys, scene.board
    ref = await board.contact()
    here = f"/contacts/{ref}"
    assert (await carys.post(f"{here}/claim")).status_code == 303
    form = {"outcome": Policy.default().outcomes[0].code, "reason": "The <aunt> has them."}
    before = await board.state()
    asked = await ana.post(f"{here}/close", form)
    page = unescape(asked.text)
    assert asked.status_code == 409 and "Carys Lloyd holds it." in page and f"Close {ref} anyway" in page
    assert 'name="reason" value="The <aunt> has them."' in page and await board.state() == before
    assert (await ana.post(f"{here}/close", form | {"why_anyway": " "})).status_code == 409
    assert (await ana.post(f"{here}/close", form | {"why_anyway": "She knows."})).status_code == 303

    opened = await ana.get(here)
    assert "Undo the closing" in opened.text and "Reopen" in opened.text
    assert (await carys.post("/find", {"find": ref})).headers["location"].endswith(here)
    assert (await ana.post(f"{here}/undo", {})).status_code == 303
    assert "Held by Carys Lloyd" in re.sub(r"<[^>]+>", "", (await ana.get(here)).text)

    assert (await ana.post(f"{here}/close", form | {"why_anyway": "She knows."})).status_code == 303
    assert (await ana.post(f"{here}/reopen", {"reason": "The school rang."})).status_code == 303
    assert 'data-closed="no"' in (await ana.get(here)).text


async def test_what_came_after_the_question_is_asked_too(scene: Scene) -> None:
    ana, carys = scene.ana, scene.carys
    here = f"/contacts/{await scene.board.contact()}"
    assert (await carys.post(f"{here}/claim")).status_code == 303
    form: dict[str, Any] = {"outcome": Policy.default().outcomes[0].code, "reason": "Help is in place."}

    def shown(page: str) -> list[str]:
        return [unescape(one) for one in re.findall(r'name="asked" value="([^"]*)"', page)]

    first = shown((await ana.post(f"{here}/close", form)).text)
    assert first[-1] == "Carys Lloyd holds it."
    assert (await carys.post(f"{here}/safe-now", {"not_known": "yes"})).status_code == 303
    again = await ana.post(f"{here}/close", form | {"asked": first, "why_anyway": "She <knows>."})
    assert again.status_code == 409 and "This has changed since you were asked." in again.text
    assert "Not known where" in again.text and "She <knows>.</textarea>" in unescape(again.text)
    assert 'data-closed="no"' in (await ana.get(here)).text
    answer = form | {"asked": shown(again.text), "why_anyway": "She knows."}
    assert (await ana.post(f"{here}/close", answer)).status_code == 303
