"""Claims a second by the command, against the very same statements through bare asyncpg, and against one bare statement."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic

import asyncpg

from board.commands.claims import claim
from board.domain.people import Actor
from board.store.migrate import driver_url
from tests.bench import bare_claim, fixtures
from tests.bench.results import Figures, at_least, middle, plain
from tests.bench.servers import Scale, Servers, database, name_of

AT_ONCE = (1, 8, 32)
LEAST = 0.6
SECONDS = 1.5
Work = Callable[[str], Awaitable[None]]


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Rounds of each kind in turn, so that a busy moment of the machine falls on all of them; medians."""
    figures: Figures = {}
    async with servers.copy() as url:
        async with database(url, 2) as db:
            refs = await fixtures.arrive(
                db, fixtures.admin_of(actors), scale.of(3000, 300)
            )  # none rated: all are claimed alike
            statements = await bare_claim.heard(db, actors[0], *refs[:2])
        template = name_of(url)
        for at_once in AT_ONCE:
            rounds = [
                await _round(servers, template, actors, refs[2:], statements, at_once)
                for _ in range(scale.of(5, 2))
            ]
            command, same, single = (middle(one[kind] for one in rounds) for kind in range(3))
            ratio = middle(one[0] / one[1] for one in rounds)
            figures |= {
                f"at_once_{at_once}": plain(command, "claims a second"),
                f"at_once_{at_once}_bare": plain(same, "a second, same statements"),
                f"at_once_{at_once}_one_statement": plain(single, "a second, one statement"),
                f"at_once_{at_once}_ratio": at_least(ratio, LEAST, "of bare"),
            }
    return figures


async def _round(
    servers: Servers,
    template: str,
    actors: list[Actor],
    refs: list[str],
    statements: list[bare_claim.Statement],
    at_once: int,
) -> tuple[float, float, float]:
    """Claims a second of each kind, on a fresh copy of the same database each."""
    people = fixtures.practitioners(actors)[:at_once]
    async with servers.copy(template) as url, database(url, at_once) as db:

        async def by_command(person: Actor, ref: str) -> None:
            async with db.transaction() as tx:
                await claim(tx, person, ref, now=datetime.now(UTC))

        await _warm(db.engine.connect, at_once)
        command = await _rate(people, refs, by_command)
    async with (
        servers.copy(template) as url,
        asyncpg.create_pool(driver_url(url), min_size=at_once, max_size=at_once) as pool,
    ):

        async def by_hand(person: Actor, ref: str) -> None:
            async with pool.acquire() as conn:
                await bare_claim.claim(conn, statements, person, ref, datetime.now(UTC))

        same = await _rate(people, refs, by_hand)
    async with (
        servers.copy(template) as url,
        asyncpg.create_pool(driver_url(url), min_size=at_once, max_size=at_once) as pool,
    ):

        async def at_a_stroke(person: Actor, ref: str) -> None:
            async with pool.acquire() as conn:
                await bare_claim.claim_at_a_stroke(conn, person, ref)

        single = await _rate(people, refs, at_a_stroke)
    return command, same, single


async def _warm(connect: Callable[[], object], connections: int) -> None:
    """Open this many connections of the pool, as the bare pool has too before it is timed."""
    opened = [connect() for _ in range(connections)]
    for one in opened:
        await one.__aenter__()  # type: ignore[attr-defined]
    for one in opened:
        await one.__aexit__(None, None, None)  # type: ignore[attr-defined]


async def _rate(people: list[Actor], refs: list[str], work: Callable[[Actor, str], Awaitable[None]]) -> float:
    """Claims a second, for so long or until all are claimed."""
    left, done, began = iter(refs), 0, monotonic()

    async def one(person: Actor) -> None:
        nonlocal done
        while monotonic() - began < SECONDS and (ref := next(left, None)) is not None:
            await work(person, ref)
            done += 1

    await asyncio.gather(*(one(person) for person in people))
    return done / (monotonic() - began)
