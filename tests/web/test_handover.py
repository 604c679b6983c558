"""The handover pages over HTTP: who is let in, what is logged as a reading, and that nothing moves but by somebody's own word."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from board.commands.closures import close
from board.commands.hubs import amend_policy
from board.commands.measures import NewMeasure, record_measure
from board.commands.restrictions import restrict
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.rota import Post, Span
from board.store.engine import Database
from tests import make
from tests.commands.test_duties import put
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


PLANTED = (
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, contact_id, state, created_at, changed_at, ring_id, urgent) "
    "select hub_id, gen_random_uuid(), 'delivery_failed', 'page', :me, contact_id, 'queued', now(), now(), :other, true from contacts "
    "where hub_id = :hub and ref = :ref",
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, state, created_at, changed_at, ring_id) "
    "values (:hub, gen_random_uuid(), 'delivery_failed', 'page', :me, 'queued', now(), now(), :other)",
    "insert into screens (hub_id, name, key_hash, paired_at, paired_by, dark_since) "
    "values (:hub, 'Front room', '\\x01', now(), :me, now())",
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, contact_id, state, created_at, changed_at) "
    "select hub_id, gen_random_uuid(), 'holder_left', 'page', :me, contact_id, 'queued', now(), now() from contacts "
    "where hub_id = :hub and ref = :ref",
    # At any hour of any day: what will be late, and what has passed without anybody having found it late.
    "insert into forecasts (hub_id, contact_id, kind, due_at, reason, made_at) "
    "select k.hub_id, k.contact_id, k.kind, k.due_at, 'nobody_free', now() from contacts c join clocks k using (hub_id, contact_id) "
    "where c.hub_id = :hub and c.ref = :late and k.kind = 'screening'",
    "update clocks set due_at = now() where hub_id = :hub and kind = 'bail'",
    "insert into screens (hub_id, name, key_hash, paired_at, paired_by, dark_since, seen_to_by) "
    "values (:hub, 'Back room', '\\x02', now(), :me, now(), :other)",
    "insert into screens (hub_id, name, key_hash, paired_at, paired_by, elsewhere_at) values (:hub, 'Hall', '\\x03', now(), :me, now())",
    "insert into visits (hub_id, began_at, began_by, ends_at) values (:hub, now(), :me, now() + interval '20 minutes')",
    "update contacts set deciding_manager = :me where hub_id = :hub and ref = :ref",
    "update contacts set uncovered_at = now() where hub_id = :hub and restricted",
    "update engine_workers set ticked_at = now() - interval '1 hour'",
)


async def test_everything_that_can_stand_on_the_pages_is_drawn(board: Board) -> None:
    me, asha = await board.desk(Role.MANAGER, "Ana Ruiz"), await board.desk(name="Asha Verma")
    at = now()
    begins, ends = at - timedelta(hours=5), at + timedelta(hours=1)
    await put(board.db, board.manager, asha.actor, Span(begins, ends), now=begins)
    await put(board.db, board.manager, me.actor, Span(begins, ends), Post.DUTY_MANAGER, now=begins)
    await put(board.db, board.manager, board.manager, Span(ends, ends + timedelta(hours=9)), now=at)
    late = await make.contact_waiting(board.db, asha.actor, now=at, received_at=at, children=())
    ref = await make.contact_claimed(board.db, asha.actor, now=at, received_at=at, confidential_enquiry=True)
    hidden = await board.contact("red", confidential_enquiry=True)
    policy = replace(Policy.default(), undo_minutes=11)
    async with board.db.transaction() as tx:
        await restrict(
            tx, board.manager, hidden, [board.manager.person_id, me.actor.person_id], "Hers.", now=at
        )
        await record_measure(
            tx, me.actor, hidden, NewMeasure("bail", begins, at + timedelta(minutes=30)), now=at
        )
        await amend_policy(tx, board.manager, policy, at, now=at)
    for number in range(14):
        gone = await board.contact("green", source_reference=f"GONE-{number}")
        async with board.db.transaction() as tx:
            await close(
                tx,
                board.manager,
                gone,
                Policy.default().outcomes[0].code,
                "Done.",
                anyway="All of it was weighed.",
                now=at,
            )
    facts = {
        "hub": board.hub.hub_id,
        "ref": ref,
        "late": late,
        "me": me.actor.person_id,
        "other": asha.actor.person_id,
    }
    async with board.db.transaction() as tx:
        for one in PLANTED:
            await tx.conn.execute(text(one), {k: v for k, v in facts.items() if f":{k}" in one})

    own, whole = [words((await me.get(path)).text) for path in ("/handover", "/handover/hub")]
    for said in (
        f"Urgent. A message did not arrive, about {ref}", "no number is kept for them", "about no one contact",
        "Yours to decide, held by others", "Nobody it is restricted to is on duty", "Bail conditions ends", "has passed",
        "Parents not aware",
        "Left the board 14", "and 2 more", "Not yet seen by you", "Restricted to you 1", "Children unknown",
    ):  # fmt: skip
        assert said in own, said
    for said in (
        "Asha Verma, until", "Front room is dark since", "Nobody is seeing to it.", "Seen to by Asha Verma",
        "Hall: its key was tried from another network", "Visitors are here:", "Reminders have stopped.",
        f"Urgent. About {ref}", "About no one contact", "to telephone Asha Verma", "duty manager", "free", "Comes on next 1",
        "Because nobody is free in time", late, "Children unknown", "Messages that did not arrive 2",
    ):  # fmt: skip
        assert said in whole, said
    assert hidden in own and hidden not in whole


def words(html: str) -> str:
    """What of a page is read: its main part, without tags and what stands in for a name."""
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r'<span class="(role|you)">[^<]*</span>', "", main)
    return " ".join(re.sub(r"<[^>]+>", "", main).split())
