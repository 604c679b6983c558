"""The form asks a person whether it is more of a contact that is here, before anything is kept; about a restricted one it asks nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from board.commands.restrictions import restrict
from board.commands.tokens import issue_token
from board.domain.permissions import Action, Role
from board.guards import seated
from board.secrets import new_token, token_hash
from board.store.engine import Database
from board.web import intake
from board.web.table import Line, routes
from tests import make
from tests.api.conftest import served
from tests.api.incident.test_alike import statements
from tests.intake.making import sent
from tests.intake.test_form import FILLED, HERE, Fields
from tests.web.door import Door

QUESTION = "Is this more of a contact that is here?"
FIRST = FILLED | {"source_reference": "PPN-41", "adults-1-given_name": ""}
OTHERS = {
    "children-0-given_name": "Sam", "children-0-family_name": "Rook", "children-0-born_on-year": "2011",
    "children-3-family_name": "Rook", "children-3-expected_on-day": "4", "adults-1-given_name": "Una",
}  # fmt: skip
ANOTHER = FIRST | OTHERS | {"form_key": "a" * 24, "source_reference": "ppn 0041"}
SAME_CHILD = FIRST | {"form_key": "c" * 24, "source_reference": "MARF-9", "received_time": "08:10"}
NEW = ANOTHER | {"form_key": "n" * 24, "source_reference": "PPN-77"}


@pytest.fixture
def door(database: Database) -> Door:
    guard, here = seated(Action.RECEIVE_CONTACT), HERE.replace("northborough", "{hub}")
    lines = (Line(f"{here}/new", "GET", intake.form, guard), Line(here, "POST", intake.receive, guard))
    made = Door(database, largest_body=1024 * 1024)
    made.app.router.routes[:0] = routes(lines)
    return made


@pytest.fixture
async def admin(door: Door, hub: make.Hub) -> AsyncIterator[httpx.AsyncClient]:
    async with door.browser() as browser:
        await door.sign_in(browser, await door.someone(hub, Role.ADMIN, name="Ada Admin"))
        yield browser


async def logged(admin: httpx.AsyncClient, data: dict[str, str]) -> str:
    """Log this without a question; its reference."""
    answer = await admin.post(HERE, data=data)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def kept(door: Door) -> list[int]:
    tables = ("contacts", "children", "late_information", "sendings", "events", "deliveries")
    return [await door.scalar(f"select count(*) from {table}") for table in tables]


async def closed(door: Door) -> None:
    async with door.db.transaction() as tx:
        await tx.conn.exec_driver_sql(
            "update contacts set closed_at = created_at, closed_by = created_by, outcome = 'ADVICE_INFO'"
        )


@pytest.mark.parametrize("close", [False, True])
async def test_a_reference_used_before_is_asked_about_and_both_are_kept_by_default(
    door: Door, admin: httpx.AsyncClient, close: bool
) -> None:
    first = await logged(admin, FIRST)
    if close:
        await closed(door)
    before = await kept(door)
    asked = await admin.post(HERE, data=ANOTHER)
    assert asked.status_code == 200 and QUESTION in asked.text and "Question: Log a contact" in asked.text
    assert f"It is more of {first}{' (closed)' if close else ''}" in asked.text
    assert "The same reference from the sender" in asked.text and "Keep both" in asked.text
    assert await kept(door) == before, "nothing is kept before the answer"
    page = Fields(asked.text)
    typed = {name: value.replace("\r\n", "\n") for name, value in ANOTHER.items() if value}
    assert {name: page.values.get(name) for name in typed} == typed
    assert re.findall(r'name="more_of" value="([^"]*)"( checked)?', asked.text) == [
        ("", " checked"),
        (first, ""),
    ]
    second = await logged(admin, ANOTHER | {"asked": page.values["asked"], "more_of": ""})
    assert second != first and await door.scalar("select count(*) from contacts") == 2
    assert await logged(admin, ANOTHER) == second, "the same form again is the same contact and asks nothing"


async def test_more_of_a_contact_is_kept_as_its_late_information_however_often_it_is_sent(
    door: Door, admin: httpx.AsyncClient
) -> None:
    first = await logged(admin, FIRST)
    asked = await admin.post(HERE, data=SAME_CHILD)
    assert QUESTION in asked.text and "A child with the same name and birth date" in asked.text
    for _ in range(2):
        answer = await admin.post(HERE, data=SAME_CHILD | {"asked": first, "more_of": first})
        assert answer.headers["location"] == f"{HERE}/new?kept=yes"
    assert "kept as late information" in (await admin.get(f"{HERE}/new?kept=yes")).text
    assert await door.scalar("select count(*) from contacts") == 1
    assert await door.scalar("select count(*) from late_information") == 1


async def test_a_contact_that_nobody_was_asked_about_is_asked_about_though_another_was_answered(
    door: Door, admin: httpx.AsyncClient
) -> None:
    first = await logged(admin, FIRST)
    other = await logged(
        admin, FILLED | OTHERS | {"form_key": "o" * 24, "received_time": "06:10", "adults-1-given_name": ""}
    )
    before = await kept(door)
    for answered in ({"asked": first, "more_of": ""}, {"more_of": first}):
        asked = await admin.post(HERE, data=ANOTHER | answered)
        assert asked.status_code == 200 and "Keep all of them" in asked.text
        assert f"more of {first}" in asked.text and f"more of {other}" in asked.text
        assert await kept(door) == before
    forged = await admin.post(HERE, data=ANOTHER | {"asked": "ZZZ", "more_of": "ZZZ"})
    assert forged.status_code == 422 and await kept(door) == before
    await logged(admin, ANOTHER | {"asked": f"{first} {other}"})


async def test_about_a_restricted_contact_nothing_is_asked_and_all_is_as_with_a_new_reference(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient
) -> None:
    managers = [await make.person(door.db, hub, Role.MANAGER) for _ in range(2)]
    first = await logged(admin, FIRST)
    async with door.db.transaction() as tx:
        await restrict(tx, managers[0], first, [managers[1].person_id], "A colleague.", now=door.now)
    seen = []
    for data in (NEW | {"children-0-given_name": "Ivo", "children-0-family_name": "Wren",
                        "children-3-family_name": "Wren", "adults-1-given_name": "Bo"}, ANOTHER, SAME_CHILD):  # fmt: skip
        with statements(door.db) as said:
            answer = await admin.post(HERE, data=data)
        ref = answer.headers["location"].rpartition("/")[2]
        plain = answer.headers["location"].replace(ref, "…")
        seen.append((answer.status_code, plain, answer.text, said))
    assert seen[0] == seen[1] == seen[2] and seen[0][:2] == (303, f"{HERE}/…")


async def test_an_answer_about_a_contact_restricted_meanwhile_keeps_nothing_and_says_what_to_do(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient
) -> None:
    managers = [await make.person(door.db, hub, Role.MANAGER) for _ in range(2)]
    first = await logged(admin, FIRST)
    assert QUESTION in (await admin.post(HERE, data=ANOTHER)).text
    async with door.db.transaction() as tx:
        await restrict(tx, managers[0], first, [managers[1].person_id], "A colleague.", now=door.now)
    before = await kept(door)
    answer = await admin.post(HERE, data=ANOTHER | {"asked": first, "more_of": first})
    page = Fields(answer.text)
    assert answer.status_code == 422 and f"{first} is no longer here for you" in answer.text
    assert page.anchors[-1] == "log-it" and "log-it" in page.ids and await kept(door) == before
    await logged(admin, {**page.values, "children-4-given_name": ""})


async def test_a_machine_is_never_asked(door: Door, hub: make.Hub) -> None:
    transport = httpx.ASGITransport(served(door.db))
    for role in (Role.FEED, Role.ADMIN):
        token = new_token()
        async with door.db.transaction() as tx:
            await issue_token(
                tx, hub.hub_id, f"System {role}", "police", role, token_hash(token), now=door.now
            )
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://board.test/api/v1", headers=headers
        ) as one:
            for changes in (
                {"source_reference": f"{role}-1"},
                {"source_reference": f"{role}-1", "incident_on": "2026-11-20"},
                {"source_reference": f"{role}-2"},
            ):
                answer = await one.post("/contacts", json=sent(rag=None, **changes))
                assert answer.status_code == 201 and answer.json().keys() == {"ref", "receipt"}
