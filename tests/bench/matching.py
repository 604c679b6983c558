"""What it costs to look nine hundred live contacts through for the family of one that arrives, and how much of what is there it finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from time import perf_counter
from typing import Any

from sqlalchemy import text

from board.commands import contacts
from board.domain.contacts import NewContact
from board.domain.people import Actor
from board.rehearsal.family import families
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.match_corpus import ANOTHER_FAMILY, ONE_FAMILY
from tests.bench.match_spellings import Retelling
from tests.bench.results import Figures, Spread, at_least, at_most, plain
from tests.bench.servers import Scale, Servers, database

LIVE, LONGEST, LEAST_FOUND = 900, 100, 0.9
LEAST_RIGHT = 0.75  # what is found is a question to a person, and a wrong one costs them a look
_BESIDE = text(
    "select case when contact_id = c.id then other_id else contact_id end from matches, "
    "(select contact_id as id from contacts where ref = :ref) c where c.id in (matches.contact_id, other_id)"
)
_IDS = text("select ref, contact_id from contacts")


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Arrivals one after the other: families retold, families like one that is there, and families nobody knows.

    Matching is timed within the very arrival it is part of, so the ratio is of one and the same transaction.
    """
    admin, now, random = fixtures.admin_of(actors), datetime.now(UTC), Random(7)
    async with servers.copy() as url, database(url, 2) as db:
        live = await fixtures.arrive(db, admin, LIVE)
        told = list(
            islice(families(1, now - timedelta(minutes=30)), LIVE)
        )  # what fixtures.arrive sent, in its order
        coming = _coming(told, random, scale.of(300, 60))
        matching, rest = Spread(), Spread()
        async with db.connection() as conn:
            ids = {row.ref: row.contact_id for row in await conn.execute(_IDS)}
        planted = found = right = wrong = 0
        for number, (new, of) in enumerate(coming):
            new = replace(new, source_reference=f"BENCH-{number}", restricted=False, received_at=now)
            beside = await _arrive(db, admin, new, now, matching, rest)
            same = {ids[live[of]]} if of is not None else set()
            planted += len(same)
            found += len(same & beside)
            right += len(same & beside)
            wrong += len(beside - same)
    return {
        "live": plain(LIVE, f"live contacts, and {len(coming)} that arrived one by one"),
        "matching_p50": plain(matching.at(50), "ms within an arrival"),
        "matching_p99": at_most(matching.at(99), LONGEST, "ms within an arrival"),
        "arrival_p50": plain(rest.at(50), "ms, the same arrivals but for matching"),
        "matching_ratio": plain(matching.at(50) / rest.at(50), "of an arrival without matching"),
        "planted": plain(planted, "pairs of one family"),
        "recall": at_least(found / planted, LEAST_FOUND, "of these found"),
        "precision": at_least(
            right / max(right + wrong, 1), LEAST_RIGHT, f"of {right + wrong} pairs found are one family"
        ),
    }


def _coming(told: list[NewContact], random: Random, number: int) -> list[tuple[NewContact, int | None]]:
    """What arrives: half is told of a live family again (its place), a quarter is like one and another, a quarter unknown."""
    made: list[tuple[NewContact, int | None]] = []
    strangers = families(2, told[0].received_at)
    places = iter(random.sample(range(len(told)), len(told)))
    for turn in range(number):
        if turn % 4 == 3:
            made.append((next(strangers), None))
            continue
        rules = ANOTHER_FAMILY if turn % 4 == 2 else ONE_FAMILY
        place, new = _retold(told, places, rules[(turn // 4 * 2 + turn % 4) % len(rules)], random)
        made.append((new, None if turn % 4 == 2 else place))
    return made


def _retold(
    told: list[NewContact], places: Iterator[int], rule: Retelling, random: Random
) -> tuple[int, NewContact]:
    """The next family that can be told so. Each is told of again once, so that a pair is one pair."""
    for place in places:
        new = rule(told[place], random)
        if new is not None:
            return place, new
    raise RuntimeError("too few families for so many arrivals")


async def _arrive(
    db: Database, admin: Actor, new: NewContact, now: datetime, matching: Spread, rest: Spread
) -> set[int]:
    """One arrival; the contacts found beside it."""
    with _timed() as took:
        began = perf_counter()
        async with db.transaction() as tx:
            ref = (await contacts.receive(tx, admin, new, now=now)).ref
        whole = perf_counter() - began
    matching.add(sum(took))
    rest.add(whole - sum(took))
    async with db.connection() as conn:
        return set((await conn.execute(_BESIDE, {"ref": ref})).scalars())


@contextmanager
def _timed() -> Iterator[list[float]]:
    """How long each looking through took, in seconds, while this lasts."""
    find: Any = vars(contacts)["find_matches"]
    took: list[float] = []

    async def timed(*args: Any, **more: Any) -> None:
        began = perf_counter()
        await find(*args, **more)
        took.append(perf_counter() - began)

    setattr(contacts, "find_matches", timed)  # noqa: B010 - a name that the module only imports
    try:
        yield took
    finally:
        setattr(contacts, "find_matches", find)  # noqa: B010
