"""A sender who counts finds out nothing: answers, statements, events and numbers of the feed are alike for every kind of contact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import event, text

from board.commands.claims import claim
from board.commands.closures import close
from board.commands.restrictions import restrict
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.store.engine import Database
from tests.api.conftest import Api
from tests.api.incident.test_references import HIDDEN, OTHERS, SAME, plain
from tests.intake.making import NOW, Hub, a_hub, sent
from workers.sendings import tell_of_sendings

NOT_NAMED = {"confidential_enquiry": True, "anonymous_referrer": True, "restricted": False}
# Nobody of them is like anybody of the first: a likeness is shown to all who see the board, as the contact is.
ANOTHER = [
    sent(children=OTHERS, adults=None, rag=None),
    sent(children=OTHERS, adults=None, rag=None, incident_on="2026-11-20"),
    sent(children=OTHERS, adults=None, rag=None, flags=HIDDEN, incident_on="2026-11-19"),
]
BODIES = [*SAME, SAME[0], *ANOTHER, ANOTHER[0], sent(rag=None), sent(rag=None, flags=HIDDEN)]
SENT = [*BODIES, sent(rag=None, flags=NOT_NAMED), sent(rag=None, flags=HIDDEN), sent(rag="purple")]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that this process sends to the database meanwhile, in order."""
    said: list[str] = []

    def hear(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engines = (database.engine.sync_engine, database.reads.sync_engine)
    for one in engines:
        event.listen(one, "before_cursor_execute", hear)
    yield said
    for one in engines:
        event.remove(one, "before_cursor_execute", hear)


@dataclass(frozen=True)
class Prepared:
    """A hub with one contact in some state. sender: a token that may log contacts and read the feed. people: who work there."""

    hub: Hub
    sender: httpx.AsyncClient
    ref: str
    people: list[Actor]


async def prepared(
    database: Database, api: Api, state: str, policy: Policy | None = None, *, mails: bool = False
) -> Prepared:
    hub = await a_hub(database, state.replace(" ", "-"), policy, mails=mails)
    worker = await hub.person(Role.SOCIAL_WORKER, "Asha Verma")
    managers = [await hub.person(Role.SERVICE_MANAGER, f"Manager {n}") for n in "AB"]
    first = api(await hub.token(Role.FEED, "First"))
    body = sent(rag=None, flags=HIDDEN if state == "arrived restricted" else sent()["flags"])
    ref = (await first.post("/contacts", json=body)).json()["ref"]
    async with database.transaction() as tx:
        if state == "held":
            await claim(tx, worker, ref, now=NOW)
        if state == "closed":
            await close(tx, managers[0], ref, "ADVICE_INFO", "Nothing to do.", anyway="So.", now=NOW)
        if state in ("restricted", "restricted and closed"):
            await restrict(tx, managers[0], ref, [managers[1].person_id], "A colleague.", now=NOW)
        if state == "restricted and closed":
            await close(tx, managers[0], ref, "ADVICE_INFO", "Nothing to do.", anyway="So.", now=NOW)
    await tell_of_sendings(database, NOW)
    return Prepared(hub, api(await hub.token(Role.ADMIN, "Second")), ref, [worker, *managers])


async def _kinds(hub: Hub, since: int) -> list[str]:
    facts = {"hub_id": hub.hub_id, "since": since}
    async with hub.database.connection() as conn:
        query = text("select kind from events where hub_id = :hub_id and seq > :since order by seq")
        return list((await conn.execute(query, facts)).scalars())


async def _newest(hub: Hub) -> int:
    """The number of the newest event in the chain, which no reader is told."""
    async with hub.database.connection() as conn:
        query = text("select seq from heads where hub_id = :hub_id")
        return int((await conn.execute(query, {"hub_id": hub.hub_id})).scalar_one())


async def _session(database: Database, api: Api, state: str) -> list[tuple[str, object]]:
    """Everything that a sender can count, of each sending and of the second after it."""
    made = await prepared(database, api, state)
    hub, sender = made.hub, made.sender
    seen: list[tuple[str, object]] = []
    at = await _at(sender, 0)
    for number, body in enumerate(SENT):
        before = await _newest(hub)
        with statements(database) as said:
            answer = await sender.post("/contacts", json=body)
        sent_at = await _at(sender, at)
        kinds = await _kinds(hub, before)
        kept = await _newest(hub)
        await tell_of_sendings(database, NOW)
        told_at = await _at(sender, sent_at)
        what = f"{number} {answer.status_code}"
        seen += [(what, plain(answer)), (f"{what} statements", said), (f"{what} events", kinds)]
        seen += [(f"{what} numbers", (sent_at - at, told_at - sent_at))]
        seen += [(f"{what} told", await _kinds(hub, kept))]
        at = told_at
    return seen


async def _at(sender: httpx.AsyncClient, since: int) -> int:
    """The newest number of the feed."""
    events = (await sender.get("/events", params={"since": since, "limit": 1000})).json()["events"]
    numbers = [one["seq"] for one in events]
    assert numbers == list(range(since + 1, since + 1 + len(numbers)))
    return max(numbers, default=since)


@pytest.fixture
async def unheld(database: Database, api: Api) -> list[tuple[str, object]]:
    return await _session(database, api, "unheld")


@pytest.mark.parametrize(
    "state", ["held", "closed", "arrived restricted", "restricted", "restricted and closed"]
)
async def test_a_sending_is_alike_in_all_that_can_be_counted(
    database: Database, api: Api, unheld: list[tuple[str, object]], state: str
) -> None:
    other = await _session(database, api, state)
    for (what, ordinary), (_, here) in zip(unheld, other, strict=True):
        assert here == ordinary, what
    assert next(number for what, number in unheld if what.endswith("numbers")) == (0, 0)
