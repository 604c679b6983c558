"""Who is looking: from open sockets of two processes, gone when they are, and never a word of what is restricted to others."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from board.commands.restrictions import restrict, unrestrict
from board.domain.people import Actor
from board.domain.permissions import Role
from board.live.presence import PAIRS_A_MESSAGE, Presence
from board.store.engine import Database
from board.store.migrate import driver_url
from tests import make
from tests.limits import in_time
from tests.processes import Page, Web, enrol_wall, sign_in, soon, web_processes

HERE = "/hubs/northborough"
GONE_WITHIN = 10.0


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


async def at(db: Database, web: Web, actor: Actor, path: str = "/desk") -> Page:
    page = Page(web, {"session": await sign_in(db, actor)}, HERE + path)
    await page.get()
    return page


def looking(page: Page) -> dict[str, list[str]]:
    """By reference who this page was told is looking, as presence.js keeps it."""
    found: dict[str, list[str]] = {}
    for told in page.told:
        if "looking" not in told:
            continue
        found = {} if told.get("whole") else found
        found |= {ref: [name for _, name in people] for ref, people in told["looking"].items()}
    return {ref: names for ref, names in found.items() if names}


def mentions(page: Page, ref: str) -> bool:
    return any(ref in raw for raw in page.raw if "looking" in raw)


@asynccontextmanager
async def two(db: Database, hub: make.Hub, data: Path) -> AsyncIterator[tuple[Web, Web, Actor, Actor, str]]:
    asha = await make.person(db, hub, Role.SOCIAL_WORKER, name="Asha Verma")
    ana = await make.person(db, hub, Role.MANAGER, name="Ana Ruiz")
    ref = await make.contact_rated(db, ana, "red")
    with web_processes(db.url, data, 2) as (one, other):
        yield one, other, asha, ana, ref


async def test_who_looks_is_seen_from_another_process_and_gone_with_the_page(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    async with two(database, hub, data_folder) as (one, other, asha, ana, ref):
        desk, opened = await at(database, one, asha), await at(database, other, ana, f"/contacts/{ref}")
        async with desk.listening():
            async with opened.listening():
                await soon(lambda: looking(desk) == {ref: ["Ana Ruiz"]})
                await soon(lambda: looking(opened) == {ref: ["Ana Ruiz"]})
                late = await at(database, one, asha)
                async with late.listening():
                    await soon(lambda: looking(late) == {ref: ["Ana Ruiz"]})
            await soon(lambda: looking(desk) == {})


async def test_who_looked_from_a_killed_process_is_gone_within_ten_seconds(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    async with two(database, hub, data_folder) as (one, other, asha, ana, ref):
        desk, opened = await at(database, one, asha), await at(database, other, ana, f"/contacts/{ref}")
        async with desk.listening(), opened.listening():
            await soon(lambda: looking(desk) == {ref: ["Ana Ruiz"]})
            other.kill()
            killed = time.monotonic()
            await soon(lambda: looking(desk) == {})
            assert in_time(time.monotonic() - killed, GONE_WITHIN)


async def test_looking_at_a_restricted_contact_is_told_to_those_named_alone(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    async with two(database, hub, data_folder) as (one, other, asha, ana, ref):
        grace = await make.person(database, hub, Role.SERVICE_MANAGER, name="Grace Tan")
        async with database.transaction() as tx:
            await restrict(tx, ana, ref, [grace.person_id], "A colleague's family.", now=make.NOW)
        open_ref = await make.contact_rated(database, ana, "amber")
        desk, named = await at(database, one, asha), await at(database, one, grace)
        opened = await at(database, other, ana, f"/contacts/{ref}")
        public = await at(database, other, ana, f"/contacts/{open_ref}")
        async with desk.listening(), named.listening(), opened.listening():
            await soon(lambda: looking(named) == {ref: ["Ana Ruiz"]})
            told = len([raw for raw in desk.raw if "looking" in raw])
            assert told <= 1, "only what it was told when it came"
            async with public.listening():
                await soon(lambda: looking(desk) == {open_ref: ["Ana Ruiz"]})
            late = await at(database, other, asha)
            async with late.listening():
                await soon(lambda: any("looking" in one for one in late.told))
                assert not mentions(late, ref)
            assert not mentions(desk, ref)
            async with database.transaction() as tx:
                await unrestrict(tx, ana, ref, "Her sister left the team.", now=make.NOW)
            await soon(lambda: looking(desk).get(ref) == ["Ana Ruiz"])


async def test_presence_is_no_event_and_a_notify_of_it_holds_references_and_numbers_alone(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    heard: list[str] = []
    ear: Any = await asyncpg.connect(driver_url(database.url))
    await ear.add_listener("presence", lambda _c, _p, _ch, payload: heard.append(payload))
    async with two(database, hub, data_folder) as (one, other, asha, ana, ref):
        desk, opened = await at(database, one, asha), await at(database, other, ana, f"/contacts/{ref}")
        wall = Page(one, {"wall": await enrol_wall(database, ana)}, "/wall")
        figures = await at(
            database, one, await make.person(database, hub, Role.DATA_OFFICER, name="Dev Shah")
        )
        await wall.get()
        async with desk.listening(), wall.listening(), figures.listening():
            before = desk.seq
            async with opened.listening():
                await soon(lambda: looking(desk) == {ref: ["Ana Ruiz"]})
                await soon(lambda: len(desk.beats) > 1)
            assert desk.seq == before, "no cursor moved"
            for page in (wall, figures):
                assert not any("looking" in told for told in page.told), "who holds it is nothing for them"
    await ear.close()
    assert any(f":{ref}:{ana.person_id}" in one for one in heard)
    assert not any("Ana" in one or "Ruiz" in one or "Verma" in one for one in heard)


class Nothing:
    """As much of a fanout as words need."""

    def __init__(self, people: int) -> None:
        from board.domain.audiences import contact
        from board.domain.permissions import Lens

        class Sock:
            def __init__(self, person_id: int) -> None:
                self.person_id = person_id

        self.listening = {contact(1, f"AB{n}", Lens.PRACTICE): {Sock(n), Sock(n)} for n in range(people)}


def test_what_a_process_says_fits_a_notify_however_many_look_and_is_heard_whole() -> None:
    fanout: Any = Nothing(PAIRS_A_MESSAGE * 2 + 5)
    one, other = Presence("", None, fanout), Presence("", None, Nothing(0))  # type: ignore[arg-type]
    said = one.words()
    assert len(said) == 3 and max(map(len, said)) < 8000
    for payload in said:
        other.heard(payload)
    heard = frozenset().union(*(pairs for _, pairs in other._leases.values()))
    assert len(heard) == PAIRS_A_MESSAGE * 2 + 5
    fanout.listening = {}
    for payload in one.words():
        other.heard(payload)
    assert not frozenset().union(*(pairs for _, pairs in other._leases.values()))
    for nonsense in ("", "x", "a b c", "a 0 1 1:2", "a 0 1 x:y:z"):
        other.heard(nonsense)
