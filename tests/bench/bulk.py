"""Weight for benches: many live contacts, by commands, and a past as long as wanted, laid by the database itself.

The past has no events. It stands for what a hub carried over: every row of it ended before the hub's chain began, so the chain has nothing
to say of it and verifies with it as without. Everything live goes through commands and is in the chain.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Final

from board.domain.contacts import NewContact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.people import is_invented
from board.rehearsal import words
from board.rehearsal.family import families
from board.rehearsal.hub import HUBS
from board.rehearsal.moving import NothingToMove, NotInvented
from board.rehearsal.steps import Arrive, Claim, Rate, perform
from board.store.engine import Database
from board.store.policies import policy
from tests.bench.history import Ingredients, lay_history, look_again

_LIVE_AT_ONCE: Final = 20
_PAST_AT_ONCE: Final = 10_000
_RATED, _CLAIMED = 0.8, 0.5  # parts of what is live


async def fill(db: Database, hub: str, live: int, past: int, now: datetime, *, seed: int = 1) -> None:
    """Add live contacts, four in five of them rated and half of them claimed, and contacts of the past, closed, with their families.

    hub: key of a seeded hub. now: when the live ones are worked; they came in the two hours before. Done a part at a time, each a
    transaction. Raises NotInvented, NothingToMove.
    """
    staff, rules = await _staff(db, hub, now)
    came = (now - timedelta(minutes=120 * (live - n) / max(live, 1)) for n in range(live))
    coming = families(seed, came, tag=f"{int(now.timestamp()):X}-{seed}")
    random = Random(f"bulk {seed}")
    while batch := list(islice(coming, _LIVE_AT_ONCE)):
        await _receive(db, staff, rules, batch, random, now)
    made_of = _ingredients(staff, rules)
    for start in range(0, past, _PAST_AT_ONCE):
        async with db.transaction() as tx:
            await lay_history(tx.conn, staff[0].hub_id, min(_PAST_AT_ONCE, past - start), made_of)
    async with db.transaction() as tx:
        await look_again(tx.conn)


async def _staff(db: Database, key: str, now: datetime) -> tuple[list[Actor], Policy]:
    async with db.connection() as conn:
        if not await is_invented(conn):
            raise NotInvented
        hub = next((hub for hub in HUBS if hub.key == key), None)
        hub_id = (await hub_numbers(conn)).get(key)
        if hub is None or hub_id is None:
            raise NothingToMove(key=key)
        staff = [await actor_of_email(conn, hub_id, seat.email) for seat in hub.seats]
        return staff, await policy(conn, hub_id, now)


async def _receive(
    db: Database, staff: list[Actor], rules: Policy, batch: list[NewContact], random: Random, now: datetime
) -> None:
    loggers = [a for a in staff if a.may(Action.RECEIVE_CONTACT) and not a.may(Action.RATE)]
    workers = [a for a in staff if a.may(Action.CLAIM)]
    raters = [a for a in staff if a.may(Action.RATE)]
    async with db.transaction() as tx:
        for new in batch:
            ref = await perform(tx, Arrive(loggers[0], new), now=now)
            if new.children and random.random() < _RATED:
                place = random.randrange(len(rules.levels))
                reason = random.choice(words.RATING_REASONS[min(place, len(words.RATING_REASONS) - 1)])
                rag = rules.rag_codes()[place]
                await perform(tx, Rate(random.choice(raters), ref, rag, reason), now=now)
            if random.random() < _CLAIMED:
                await perform(tx, Claim(random.choice(workers), ref), now=now)


def _ingredients(staff: list[Actor], rules: Policy) -> Ingredients:
    return Ingredients(
        worker_id=next(a.person_id for a in staff if a.may(Action.CLAIM) and not a.may(Action.CLOSE)),
        manager_id=next(a.person_id for a in staff if a.may(Action.CLOSE)),
        sources=[(source.code, source.dfe_code) for source in rules.sources],
        concerns=rules.concern_codes(),
        outcomes=[outcome.code for outcome in rules.outcomes],
        rags=rules.rag_codes(),
        summaries=[text for s in words.SITUATIONS for text in s.texts if "{child}" not in text],
        given=words.GIVEN,
        family=words.FAMILY,
        schools=words.SCHOOLS,
    )
