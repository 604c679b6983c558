"""Put the invented hubs and their morning into an empty database, in one transaction: all of it or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from board.commands.contact_details import Reach, keep_own
from board.commands.firing import due, fire, turn_day
from board.commands.hubs import open_hub
from board.commands.people import add_person
from board.commands.seats import give_seat
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.working_time import LONDON
from board.rehearsal import morning
from board.rehearsal.hub import (
    EASTMARSH,
    NORTHBOROUGH,
    PASSWORD,
    InventedHub,
    Person,
    authenticator_seed,
    opened_at,
    people,
    policy,
)
from board.rehearsal.rota import put_rota, turn_rota
from board.rehearsal.steps import perform
from board.rehearsal.telling import Cast, Story, Turn, arrivals
from board.secrets import Passwords, Secrets
from board.settings import Settings
from board.store.engine import Database, Tx
from board.store.invented import take_for_invented

__all__ = ["Person", "authenticator_seed", "people", "seed"]

_BEFORE = timedelta(hours=16)  # how long before the morning's opening the hub's chain begins
_TICK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A turn of the n-th story at its time."""

    at: datetime
    story: int
    turn: Turn


async def seed(database_url: str, now: datetime, *, secrets: Secrets | None = None) -> None:
    """Fill an empty database with invented hubs in mid-morning, and mark it so; one with a hub or a person in it stays as it is.

    One commit: killed half-way, the database is as empty as before, and of two at once one finds the other's people. secrets: what
    seals authenticator seeds; made from the settings when not given.
    """
    secrets = secrets or Secrets(Settings.from_env().secret_keys())
    password_hash = await Passwords().hash(PASSWORD)
    database = Database(database_url, pool_size=1)
    try:
        async with database.transaction() as tx:
            if await take_for_invented(tx.conn):
                await _fill(tx, secrets, password_hash, now)
    finally:
        await database.close()


async def _fill(tx: Tx, secrets: Secrets, password_hash: str, now: datetime) -> None:
    began = opened_at(now) - _BEFORE
    numbers = await _add_people(tx, secrets, password_hash, began)
    for hub, stories in ((NORTHBOROUGH, morning.NORTHBOROUGH), (EASTMARSH, morning.EASTMARSH)):
        cast = await _open(tx, hub, numbers, began, now)
        async with _part(tx) as part:
            keeper = next(who for who in cast.values() if who.may(Action.KEEP_ROTA))
            await put_rota(part, hub, keeper, now, at=began)
        await _live_through(tx, cast, stories, began, now)


@asynccontextmanager
async def _part(tx: Tx) -> AsyncIterator[Tx]:
    """What would be a transaction of its own, inside the one that commits: one transaction writes one hub, this one all of them.

    Nobody else is in this database yet, so the order of locks between hubs does not matter here.
    """
    part = Tx(tx.conn)
    yield part
    await part.flush()


async def _add_people(tx: Tx, secrets: Secrets, password_hash: str, began: datetime) -> dict[str, int]:
    numbers = {}
    async with _part(tx) as part:
        for person in people():
            added = await add_person(
                part,
                person.name,
                person.email,
                password_hash=password_hash,  # one hash for all: the phrase is shown on the sign-in page anyway
                sealed_seed=secrets.seal(authenticator_seed(person.email)),
                now=began,
            )
            numbers[person.email] = added.person_id
            telephone = f"01632 960{100 + len(numbers)}"  # of a range that rings nobody
            await keep_own(part, added.person_id, Reach(telephone=telephone), now=began)
    return numbers


async def _open(tx: Tx, hub: InventedHub, numbers: dict[str, int], began: datetime, now: datetime) -> Cast:
    async with _part(tx) as part:
        opened = await open_hub(part, hub.key, hub.name, hub.agencies, policy(now), now=began)
        for seat in hub.seats:
            await give_seat(part, opened.hub_id, numbers[seat.email], seat.agency, seat.role, now=began)
    agencies = {key: name for key, name, _ in hub.agencies}
    return {
        seat.email.partition("@")[0]: Actor(
            numbers[seat.email],
            seat.name,
            opened.hub_id,
            hub.key,
            hub.name,
            frozenset({seat.role}),
            agencies[seat.agency],
        )
        for seat in hub.seats
    }


async def _live_through(tx: Tx, cast: Cast, stories: Sequence[Story], began: datetime, now: datetime) -> None:
    """Do what was done in the order of time, with the clock looked at each minute as the worker would."""
    hub_id = next(iter(cast.values())).hub_id
    refs: dict[int, str] = {}
    moments = [
        _Moment(now - timedelta(minutes=turn.ago), number, turn)
        for number, story in enumerate(stories)
        for turn in (*arrivals(story, number + 1, cast, now), *story.turns)
    ]
    moments.sort(key=lambda moment: moment.at)
    for start, end in pairwise([began, *_ticks(opened_at(now), now)]):
        if end.astimezone(LONDON).date() > start.astimezone(LONDON).date() or start == began:
            async with _part(tx) as part:
                await turn_day(part, hub_id, now=start if start == began else end)
        for moment in moments:
            if start < moment.at <= end:
                async with _part(tx) as part:
                    step = moment.turn.make(cast, refs.get(moment.story, ""))
                    refs[moment.story] = await perform(part, step, now=moment.at)
        await _fire(tx, hub_id, end)


def _ticks(opened: datetime, now: datetime) -> list[datetime]:
    ticks = [opened]
    while ticks[-1] < now:
        ticks.append(min(ticks[-1] + _TICK, now))
    return ticks


async def _fire(tx: Tx, hub_id: int, now: datetime) -> None:
    async with _part(tx) as part:
        for owner, contact_id in await due(part.conn, now=now):
            if owner == hub_id:
                await fire(part, owner, contact_id, now=now)
        await turn_rota(part, hub_id, now)
