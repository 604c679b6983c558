"""Guests and links through the API: a system asks, has codes sent, withdraws and takes away. No answer holds a code."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from board.commands.restrictions import restrict
from board.commands.tokens import issue_token
from board.domain.permissions import Role
from board.secrets import new_token, token_hash
from board.store.engine import Database
from tests import make
from tests.api.conftest import served
from tests.commands.doing import do, rows
from tests.commands.link.outside import OFFICE, SECRETS, Outside, enter, number, outside, stated
from tests.commands.link.test_mailboxes import BOX

QUESTION = "Was he in school this week?"
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass
class System:
    """The API over a hub with a school outside. said: every answer to every token."""

    db: Database
    world: Outside
    said: list[str] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def client(
        self, role: Role = Role.SOCIAL_WORKER, world: Outside | None = None
    ) -> httpx.AsyncClient:
        """A system with a token of this role, in this hub."""
        app, token, world = served(self.db), new_token(), world or self.world
        app.state.clock, app.state.secrets = lambda: make.NOW + timedelta(minutes=5), SECRETS
        async with self.db.transaction() as tx:
            name = f"System {uuid4().hex[:6]}"
            await issue_token(tx, world.hub_id, name, "education", role, token_hash(token), now=make.NOW)

        async def keep(reply: httpx.Response) -> None:
            await reply.aread()
            self.said.append(f"{reply.headers} {reply.text}")

        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://board.test/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            event_hooks={"response": [keep]},
        )
        return await self._open.enter_async_context(client)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[System]:
    made = System(database, await outside(database))
    async with made._open:
        yield made


async def test_a_system_asks_a_guest_and_no_token_ever_sees_a_code_or_a_token_of_a_link(at: System) -> None:
    world, asks, other = at.world, await at.client(), await at.client()
    new = {
        "name": "Sol Reed",
        "agency": "education",
        "email": "sol@schools.example",
        "entry_id": world.office,
    }
    added = (await asks.post("/guests", json=new)).json()
    assert added["changed"]
    [sol] = [one for one in (await asks.get("/guests")).json()["guests"] if one["name"] == "Sol Reed"]
    assert (sol["agency"], sol["number"], sol["confirmed_by"]) == ("Education", OFFICE, None)
    here = f"/contacts/{world.ref}/links"
    question = {"guest_id": added["guest_id"], "question": QUESTION}
    sent = (await asks.post(here, json=question)).json()
    assert sent["changed"]
    assert sent["consent"]
    again = (await asks.post(here, json=question)).json()
    assert (again["changed"], again["link_id"]) == (False, sent["link_id"])
    one = f"{here}/{sent['link_id']}"

    early = await other.post(f"{one}/code", json={"entry_id": world.mobile})
    assert (early.status_code, early.json()["title"]) == (409, "NobodyWaits")
    [(link,)] = await rows(at.db, "select link_id from links")
    whose = await stated(at.db, world, link)
    [listed] = (await other.get(here)).json()["links"]
    assert (listed["name"], listed["question"], listed["open"]) == ("Sol Reed", QUESTION, True)
    assert [one["statement_id"] for one in listed["waiting"]] == [str(whose)]
    texted = await other.post(f"{one}/code", json={"entry_id": world.mobile, "statement_id": str(whose)})
    assert set(texted.json()) == {"valid_until", "not_aware", "consent"}
    [(code_id,)] = await rows(at.db, "select code_id from link_codes")
    code, token = SECRETS.link_codes(code_id)[0], SECRETS.link_tokens(link)[0]
    await asks.get(here)
    await asks.get(f"/contacts/{world.ref}")
    await asks.get("/events?since=0&limit=200")
    assert (await enter(at.db, world, link, code))[0].right, "it was the code of this link"

    assert (await asks.post(f"{one}/withdraw")).json() == {"changed": True}
    assert (await asks.post(f"{one}/withdraw")).json() == {"changed": False}
    late = await other.post(f"{one}/code", json={"entry_id": world.mobile})
    assert (late.status_code, late.json()["title"]) == (409, "LinkEnded")
    assert (await asks.get(here)).json()["links"][0]["state"] == "Withdrawn"
    assert (await asks.post(f"/guests/{added['guest_id']}/end")).json()["changed"]
    gone = await asks.post(here, json=question)
    assert (gone.status_code, gone.json()["title"]) == (409, "GuestEnded")
    for secret in (code, f"{code[:3]} {code[3:]}", token):
        assert secret not in json.dumps(at.said), "a token sees neither codes nor links"


async def test_a_mailbox_is_asked_and_its_link_taken_away_from_the_person_who_has_it(at: System) -> None:
    world, asks = at.world, await at.client()
    box = await number(at.db, world.ada, BOX, "Safeguarding team", by=world.wes, kind="mailbox")
    here = f"/contacts/{world.ref}/links"
    sent = (await asks.post(here, json={"mailbox_id": box, "question": QUESTION})).json()
    [(link,)] = await rows(at.db, "select link_id from links")
    away = f"{here}/{sent['link_id']}/take-away"
    assert (await asks.post(away, json={"cause": "wrong_person"})).json() == {"changed": False}
    await stated(at.db, world, link, "Wren Office", "School office")
    assert (await asks.post(f"{here}/{link}/code", json={"entry_id": world.mobile})).status_code == 200
    [(code_id,)] = await rows(at.db, "select code_id from link_codes")
    assert (await enter(at.db, world, link, SECRETS.link_codes(code_id)[0], minutes=6))[0].right
    [listed] = (await asks.get(here)).json()["links"]
    assert (listed["mailbox"], listed["name"], listed["held_by"]) == (True, BOX, "Wren Office")
    unknown = await asks.post(away, json={"cause": "dislike"})
    assert unknown.status_code == 422
    assert (await asks.post(away, json={"cause": "wrong_person"})).json() == {"changed": True}
    assert (await asks.get(here)).json()["links"][0]["held_by"] is None


@pytest.mark.parametrize(
    ("wrong", "status", "title"),
    [
        ({}, 422, "BadInput"),
        ({"guest_id": 1, "mailbox_id": 1}, 422, "BadInput"),
        ({"guest_id": 999999}, 404, "NotHere"),
        ({"mailbox_id": 999999}, 404, "NotHere"),
        ({"guest_id": "guest", "question": "?!"}, 422, "BadInput"),
        ({"guest_id": "guest", "question": "a" * 2001}, 422, "BadInput"),
        ({"mailbox_id": "unconfirmed"}, 409, "MailboxNotConfirmed"),
        ({"mailbox_id": "telephone"}, 404, "NotHere"),
    ],
)
async def test_a_question_that_cannot_be_sent_is_refused_and_writes_nothing(
    at: System, wrong: dict[str, object], status: int, title: str
) -> None:
    world, asks = at.world, await at.client()
    box = await number(at.db, world.ada, BOX, "Safeguarding team", by=None, kind="mailbox")
    known: dict[object, object] = {"guest": world.guest, "unconfirmed": box, "telephone": world.office}
    body = {"question": QUESTION} | {name: known.get(value, value) for name, value in wrong.items()}
    reply = await asks.post(f"/contacts/{world.ref}/links", json=body)
    assert (reply.status_code, reply.json()["title"]) == (status, title), reply.text
    assert await rows(at.db, "select link_id from links") == []


async def test_a_code_goes_by_text_alone_to_a_number_that_may_have_it(at: System) -> None:
    world, asks = at.world, await at.client()
    unconfirmed = await number(at.db, world.ada, "07700 900124", "New mobile", by=None)
    here = f"/contacts/{world.ref}/links"
    link = (await asks.post(here, json={"guest_id": world.guest, "question": QUESTION})).json()["link_id"]
    await stated(at.db, world, (await rows(at.db, "select link_id from links"))[0][0])
    for entry, status, title in (
        (world.office, 409, "NoTextThere"),
        (unconfirmed, 409, "NoCodeThere"),
        (999999, 404, "NotHere"),
    ):
        reply = await asks.post(f"{here}/{link}/code", json={"entry_id": entry})
        assert (reply.status_code, reply.json()["title"]) == (status, title)
    called = await asks.post(f"{here}/{link}/code", json={"entry_id": world.mobile, "route": "call"})
    assert called.status_code == 422, "no system calls anybody"
    other = await asks.post(f"{here}/{link}/code", json={"entry_id": world.mobile, "statement_id": NOBODY})
    assert other.json()["title"] == "NobodyWaits"
    assert await rows(at.db, "select code_id from link_codes") == []


async def test_links_are_not_there_for_other_hubs_other_contacts_partners_and_people_not_named(
    at: System,
) -> None:
    world, asks = at.world, await at.client()
    here = f"/contacts/{world.ref}/links"
    link = (await asks.post(here, json={"guest_id": world.guest, "question": QUESTION})).json()["link_id"]
    elsewhere = await outside(at.db, key="southborough")
    beside = await make.contact_claimed(at.db, world.asha)
    foreign = await at.client(world=elsewhere)
    acts = ("withdraw", "take-away", "code")
    body = {"entry_id": world.mobile, "cause": "wrong_person"}

    async def tried(client: httpx.AsyncClient, ref: str, one: str) -> set[int]:
        found = {
            (await client.post(f"/contacts/{ref}/links/{one}/{act}", json=_of(act, body))).status_code
            for act in acts
        }
        return found | {(await client.get(f"/contacts/{ref}/links")).status_code}

    assert await tried(foreign, world.ref, link) == {404}
    assert await tried(foreign, elsewhere.ref, link) == {404, 200}
    assert (await foreign.get(f"/contacts/{elsewhere.ref}/links")).json()["links"] == []
    theirs = await foreign.post(
        f"/contacts/{elsewhere.ref}/links", json={"guest_id": world.guest, "question": QUESTION}
    )
    assert theirs.status_code == 404, "a guest is known to one hub"
    assert await tried(asks, beside, link) == {404, 200}
    for one in (NOBODY, "1", "../x"):
        assert (await asks.post(f"{here}/{one}/withdraw")).status_code == 404
    for role in (Role.POLICE, Role.FEED):
        partner = await at.client(role)
        assert await tried(partner, world.ref, link) == {403}
        assert (await partner.get("/guests")).status_code == 403
    manager = await make.person(at.db, world.hub, Role.MANAGER)
    named = [manager.person_id, world.asha.person_id]
    await do(at.db, restrict, manager, world.ref, named, "Named people only.", minutes=2)
    assert await tried(asks, world.ref, link) == {404}
    again = await asks.post(here, json={"guest_id": world.guest, "question": QUESTION})
    never = await asks.post(
        f"/contacts/{elsewhere.ref}/links", json={"guest_id": world.guest, "question": QUESTION}
    )
    assert (again.status_code, again.json()["title"]) == (never.status_code, never.json()["title"])
    assert (
        await rows(at.db, "select kind from events where kind in ('link_withdrawn', 'link_code_made')") == []
    )


def _of(act: str, body: dict[str, object]) -> dict[str, object] | None:
    wanted = {"code": "entry_id", "take-away": "cause"}.get(act)
    return {wanted: body[wanted]} if wanted else None
