"""The bench's parts on real servers with tiny numbers: a bare claim is a claim, screens follow, a client that fails says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any

import asyncpg
import pytest

from board.commands import contacts
from board.commands.claims import claim
from board.commands.matches import find_matches
from board.domain.people import Actor
from board.rehearsal.family import families
from board.store.migrate import driver_url, prepare
from tests.bench import bare_claim, claim_race, fixtures, live, matching
from tests.bench.client_process import ClientFailed, together
from tests.bench.match_corpus import ANOTHER_FAMILY, ONE_FAMILY, as_it_was
from tests.bench.servers import Scale, Servers, bench_servers, database


@pytest.fixture(scope="module")
def set_up() -> Iterator[Servers]:
    with bench_servers() as made:
        yield made


@pytest.fixture
async def actors(set_up: Servers) -> list[Actor]:
    """Ten people of a hub in the servers's own database, which every test has to itself."""
    await set_up.word("drop database if exists board with (force)")
    await set_up.word("create database board owner board")
    await prepare(set_up.url, invented=True)
    async with database(set_up.url, 1) as db:
        return await fixtures.settle(db, 10)


async def clocks_of(conn: Any, ref: str) -> list[tuple[str, bool]]:
    """Kinds of this contact's clocks, and whether each still runs."""
    rows = await conn.fetch(
        "select k.kind, k.stopped_at is null as runs from clocks k join contacts c using (hub_id, contact_id) where c.ref = $1",
        ref,
    )
    return sorted((row["kind"], row["runs"]) for row in rows)


async def test_a_bare_claim_writes_what_the_command_writes(set_up: Servers, actors: list[Actor]) -> None:
    async with database(set_up.url, 2) as db:
        refs = await fixtures.arrive(db, fixtures.admin_of(actors), 4)
        statements = await bare_claim.heard(db, actors[0], *refs[:2])
        async with db.transaction() as tx:
            await claim(tx, actors[0], refs[2], now=datetime.now(UTC))
        conn = await asyncpg.connect(driver_url(set_up.url))
        await bare_claim.claim(conn, statements, actors[1], refs[3], datetime.now(UTC))
        events = await conn.fetch(
            "select kind, actor_id from events where hub_id = 1 order by seq desc limit 2"
        )
        assert [(row["kind"], row["actor_id"]) for row in events] == [
            ("contact_claimed", actors[1].person_id),
            ("contact_claimed", actors[0].person_id),
        ]
        by_command, by_hand = [await clocks_of(conn, ref) for ref in refs[2:]]
        await conn.close()
        assert by_command == by_hand
        judged = await claim_race.judge(db, actors[0].hub_id, set_up.folder / "no-ledger")
    assert (judged.doubles, judged.orphans, judged.lost, judged.broken) == (0, 0, 0, 0)


async def test_screens_in_another_process_follow_every_change(set_up: Servers, actors: list[Actor]) -> None:
    async with set_up.web(set_up.url) as (web,), database(set_up.url, 2) as db:
        refs = await fixtures.arrive(db, actors[0], 6)
        desks, walls = await live.audience(db, set_up, actors)
        async with (
            set_up.clients("screens:Screens", 1) as watching,
            set_up.clients("clickers:Clickers", 1) as (people,),
        ):
            await live.watch(watching, fixtures.seats(desks, walls, 20), web, whole=True)
            await people.ask("come", places=[one.plain(web.port) for one in desks if one.may_claim])
            heard = await live.changes(db, watching, people, actors[0].hub_id, refs, 1)
            assert heard["commits"] >= 2
            assert heard["missing"] == heard["gaps"] == 0
            assert heard["spread"].count == heard["commits"] * 20
            await together(watching, "come_back")
            await together(watching, "cut", seconds=0.1)
            assert await together(watching, "wrong") == [[]]


async def test_screens_that_stall_hold_nobody_up_and_end_as_pages_loaded_again(
    set_up: Servers, actors: list[Actor]
) -> None:
    async with set_up.web(set_up.url) as (web,), database(set_up.url, 2) as db:
        refs = await fixtures.arrive(db, actors[0], 6)
        desks, walls = await live.audience(db, set_up, actors)
        async with (
            set_up.clients("screens:Screens", 2) as (stalling, others),
            set_up.clients("clickers:Clickers", 1) as (people,),
        ):
            places = fixtures.seats(desks, walls, 14)
            await live.watch([stalling], places[-2:], web, whole=True)
            await live.watch([others], places[:-2], web, whole=True)
            await people.ask("come", places=[one.plain(web.port) for one in desks if one.may_claim])
            await stalling.ask("stall", count=2)
            heard = await live.changes(db, [others], people, actors[0].hub_id, refs, 1)
            assert heard["commits"] >= 2 and heard["missing"] == heard["gaps"] == 0
            await stalling.ask("unstall", count=2)
            await live.caught_up([stalling], (await live.commits(db, actors[0].hub_id, 0))[-1][0], within=60)
            assert await together([stalling, others], "wrong") == [[], []]


async def test_a_client_tells_what_it_could_not_do(set_up: Servers) -> None:
    async with set_up.clients("screens:Screens", 1) as (client,):
        with pytest.raises(ClientFailed, match="stand"):
            await client.ask("stand")


async def test_a_killed_client_is_a_failure_and_not_a_wait(set_up: Servers) -> None:
    async with set_up.clients("screens:Screens", 1) as (client,):
        client.strike()
        with pytest.raises((ClientFailed, OSError)):
            await client.ask("stand")


async def test_matching_finds_families_retold_and_is_timed_apart_from_the_rest(
    set_up: Servers, actors: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "LIVE", 160)
    figures = await matching.measure(set_up, Scale(quick=True, sockets=()), actors)
    assert figures["planted"]["value"] == 30
    assert figures["recall"]["met"] and figures["precision"]["met"], figures
    assert 0 < float(figures["matching_p50"]["value"]) <= float(figures["matching_p99"]["value"])
    assert vars(contacts)["find_matches"] is find_matches, "what was put in its place to time it is gone"


def test_what_is_retold_is_told_otherwise_and_of_the_people_who_were_there() -> None:
    told = list(islice(families(1, datetime(2026, 11, 24, 9, tzinfo=UTC)), 200))
    for rule in (*ONE_FAMILY, *ANOTHER_FAMILY):
        made = [(one, new) for one in told if (new := rule(one, Random(3))) is not None]
        assert len(made) > 20, f"{rule.__name__} finds too few families to tell of"
        for one, new in made:
            assert rule is as_it_was or (new.children, new.adults) != (one.children, one.adults), (
                rule.__name__
            )
            assert len(new.children) <= len(one.children)
