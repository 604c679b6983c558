"""How people are reached, over HTTP: their own page, a colleague's, the links of messages, what Notify tells, what did not arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.secrets import Secrets
from board.store.engine import Database
from tests import make
from tests.commands.test_deliveries import rows, tell
from tests.processes import KEY
from tests.served import Board, now, served

TOKEN = "a-token-that-notify-was-given"
FORM = {"telephone": "01632 960001 ext 12", "email": "", "mobile": "07700 900123", "channels": "email,sms"}
QUIET = {"quiet_from": "19:00", "quiet_until": "8:00"}


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder, 1, BOARD_NOTIFY_CALLBACK_TOKEN=TOKEN) as board:
        yield board


async def entries(board: Board) -> list[Any]:
    async with board.db.connection() as conn:
        return list((await conn.execute(text("select * from directory_entries order by person_id"))).all())


async def test_somebody_says_how_they_are_reached_and_the_house_records_that_they_did(board: Board) -> None:
    asha = await board.desk()
    assert "How you are reached" in (await asha.client.get("/people/me")).text
    reply = await asha.client.post("/people/me/reach", data=FORM | QUIET)
    assert reply.status_code == 303
    (entry,) = await entries(board)
    assert (entry.telephone, entry.mobile, entry.email) == ("+441632960001;ext=12", "+447700900123", None)
    assert entry.channels == ["email", "sms"] and f"{entry.quiet_until:%H:%M}" == "08:00"
    page = (await asha.client.get(reply.headers["location"])).text
    assert (
        "Saved." in page
        and "07700 900123" in page
        and "01632 960001 ext 12" in page
        and 'value="email,sms" selected' in page
    )
    async with board.db.connection() as conn:
        query = text("select hub_id, body from events where kind = 'directory_changed'")
        (event,) = (await conn.execute(query)).all()
    assert event.hub_id == 0 and "7700" not in event.body and "01632" not in event.body


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"email": "asha@gmail.example"},
            "Mail may not go to this address: only to addresses at northborough.example.",
        ),
        ({"email": "asha@northborough.example, sam@northborough.example"}, "Mail may not go to this address"),
        ({"mobile": "0770"}, "This is no telephone number"),
        ({"mobile": "", "channels": "sms"}, "Give a work mobile"),
        ({"telephone": "ring me"}, "This is no telephone number"),
        ({"quiet_from": "late"}, "Give both quiet hours"),
        ({"quiet_until": ""}, "Give both quiet hours"),
        ({"channels": "pigeon"}, "Choose one of the ways"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_sentence_and_kept_as_typed(
    board: Board, wrong: dict[str, str], sentence: str
) -> None:
    asha = await board.desk()
    before = await board.state()
    reply = await asha.client.post("/people/me/reach", data=FORM | QUIET | wrong)
    assert reply.status_code == 422 and sentence in reply.text
    assert all(
        value in reply.text for name, value in (FORM | QUIET | wrong).items() if value and name != "channels"
    )
    assert await board.state() == before
    if "email" in wrong:
        assert "give a telephone number, so that colleagues ring instead" in " ".join(reply.text.split())


async def test_the_directory_is_kept_for_colleagues_of_the_hub_by_admin_and_managers_alone(
    board: Board,
) -> None:
    asha, admin, police = [
        await board.desk(*who) for who in ((Role.SOCIAL_WORKER, "Asha Verma"), (Role.ADMIN, "L. Wu"), (Role.POLICE, "Pat Osei"))
    ]  # fmt: skip
    theirs = f"/people/{asha.actor.person_id}/reach"
    assert (await admin.post(theirs, FORM)).status_code == 303 and len(await entries(board)) == 1
    assert "How Asha Verma is reached" in (await admin.get(theirs)).text
    assert (await police.get(theirs)).status_code == (await police.post(theirs, FORM)).status_code == 403
    foreign = await make.person(board.db, await make.hub(board.db, "southmere", now=now()), now=now())
    for nobody in (foreign.person_id, 999_999):
        assert (await admin.get(f"/people/{nobody}/reach")).status_code == 404
        assert (await admin.post(f"/people/{nobody}/reach", FORM)).status_code == 404


async def test_another_hub_reads_how_a_shared_officer_is_reached_and_only_the_home_hub_changes_it_or_hands_it_on(
    board: Board,
) -> None:
    other = await make.hub(board.db, "southmere", now=now())
    pat = await make.person(board.db, board.hub, Role.POLICE, name="Pat Osei", agency="police", now=now())
    await make.seated(board.db, other, pat.person_id, pat.name, Role.POLICE, agency="police", now=now())
    ours, theirs = (
        await board.desk(Role.MANAGER, "Mina Holt"),
        await board.desk(Role.MANAGER, "Bo Ash", hub=other),
    )
    form, home = f"/people/{pat.person_id}/reach", f"/people/{pat.person_id}/home"
    assert (await ours.post(form, FORM)).status_code == 303
    page = (await theirs.get(form)).text
    assert "<b>Northborough</b> looks after" in page and "01632 960001" in page
    assert form not in page and home not in page, "nothing to send"
    before = await board.state()
    for path, data in (
        (form, FORM),
        (home, {"hub": "southmere"}),
        (f"/people/{pat.person_id}/end-sessions", {}),
    ):
        reply = await theirs.post(path, data)
        assert reply.status_code == 403 and "Northborough looks after" in reply.text
    wrong = await ours.post(home, {"hub": "house"})
    assert wrong.status_code == 422 and "Choose a hub in which this person has a seat." in wrong.text
    assert await board.state() == before
    assert "Hand on to another hub" in (await ours.get(form)).text
    assert (await ours.post(home, {"hub": "southmere"})).status_code == 303
    assert (await theirs.post(form, FORM | {"telephone": ""})).status_code == 303
    assert (await ours.post(form, FORM)).status_code == 403
    assert "Southmere" in (await ours.get(form)).text and "Pat Osei" in (await theirs.get("/people")).text


async def test_a_link_leads_its_own_person_to_the_contact_and_nobody_else_anywhere(board: Board) -> None:
    asha, ben = await board.desk(), await board.desk(name="Ben Okafor")
    ref = await board.contact()
    await tell(board.db, board.hub, [asha.actor.person_id], ref, now=now())
    (page,) = await rows(board.db, "page")
    token = Secrets([KEY]).token_of("link", page.delivery_id)
    reply = await asha.client.get(f"/to/{token}")
    assert reply.status_code == 303 and reply.headers["location"].endswith(f"/contacts/{ref}")
    assert (await ben.client.get(f"/to/{token}")).status_code == 404
    for forged in (
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        "x",
        Secrets(["another key"]).token_of("link", page.delivery_id),
    ):
        assert (await asha.client.get(f"/to/{forged}")).status_code == 404
    away = await (await board.nobody()).get(f"/to/{token}")
    assert away.status_code == 303 and "/sign-in" in away.headers["location"]
    assert (await rows(board.db, "page"))[0].state == "queued", "following a link changes nothing"


async def sent_message(board: Board, person: int) -> str:
    await tell(board.db, board.hub, [person], None, now=now())
    message = str(uuid4())
    async with board.db.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, state, created_at, changed_at, notice_id, "
                "message_id) "
                "select hub_id, gen_random_uuid(), kind, 'sms', person_id, 'sent', created_at, changed_at, notice_id, :m from deliveries "
                "where channel = 'page' and person_id = :p"
            ),
            {"m": message, "p": person},
        )
    return message


async def test_notify_s_receipts_are_taken_by_its_token_alone_and_twice_is_silence(board: Board) -> None:
    asha = await board.desk()
    message = await sent_message(board, asha.actor.person_id)
    nobody = await board.nobody()
    nobody.headers.pop("Origin")
    said = {
        "id": str(uuid4()),
        "reference": message,
        "to": "+447700900123",
        "status": "delivered",
        "notification_type": "sms",
    }
    before = await board.state()
    for wrong in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer"},
    ):
        assert (await nobody.post("/callbacks/notify", json=said, headers=wrong)).status_code in (401, 403)
    assert await board.state() == before
    right = {"Authorization": f"Bearer {TOKEN}"}
    for bad in (b"{", b"[]", b'{"reference": 5}', b'{"reference": "x", "status": "delivered"}'):
        assert (await nobody.post("/callbacks/notify", content=bad, headers=right)).status_code == 422
    unknown = said | {"reference": str(uuid4())}
    assert (await nobody.post("/callbacks/notify", json=unknown, headers=right)).status_code == 204
    assert await board.state() == before
    for _ in range(2):
        assert (await nobody.post("/callbacks/notify", json=said, headers=right)).status_code == 204
    assert [row.state for row in await rows(board.db, "sms")] == ["delivered"]
    async with board.db.connection() as conn:
        assert (
            await conn.execute(text("select count(*) from events where kind = 'delivery_confirmed'"))
        ).scalar_one() == 1
    assert "900123" not in board.logs()


async def test_a_failure_notify_tells_of_stands_on_the_page_of_messages_and_on_its_owner_s_desk(
    board: Board,
) -> None:
    asha = await board.desk()
    message = await sent_message(board, asha.actor.person_id)
    nobody = await board.nobody()
    nobody.headers.pop("Origin")
    said = {"id": str(uuid4()), "reference": message, "status": "permanent-failure"}
    reply = await nobody.post("/callbacks/notify", json=said, headers={"Authorization": f"Bearer {TOKEN}"})
    assert reply.status_code == 204
    manager = await board.desk_of(board.manager)
    page = (await manager.get("/deliveries")).text
    assert "Asha Verma, no number is kept" in page and "Mina Holt" in page
    desk = (await manager.get()).text
    assert "A message did not arrive" in desk and "Telephone Asha Verma" in desk


async def test_the_page_of_messages_tells_nobody_of_a_restricted_contact_they_are_not_named_on(
    board: Board,
) -> None:
    other = await make.person(board.db, board.hub, Role.MANAGER, now=now())
    admin = await board.desk(Role.ADMIN, "L. Wu")
    ref = await make.contact_restricted(board.db, board.manager, [other.person_id], now=now())
    await tell(
        board.db,
        board.hub,
        [other.person_id],
        ref,
        now=now(),
        kind="delivery_failed",
        ring_id=board.manager.person_id,
    )
    assert ref in (await (await board.desk_of(other)).get("/deliveries")).text
    hidden = (await admin.get("/deliveries")).text
    assert ref not in hidden and "Nothing. Whatever does not arrive" in hidden
