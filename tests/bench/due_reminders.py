"""Contacts with clocks whose rungs come one after another, by commands; which have to have come; and the clock that brings them.

Every rung of theirs is urgent and reminds one person, so that each is a message of its own and no bundle makes them fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from sqlalchemy import text

from board.clock import Pace, write_pace
from board.commands.claims import claim
from board.commands.contacts import receive
from board.commands.measures import NewMeasure, record_measure
from board.domain.clocks import ClockKind, Running, speaks_for
from board.domain.contacts import NewContact
from board.domain.hours import Basis
from board.domain.ladders import ReceiverHours, find, next_rung
from board.domain.people import Actor
from board.domain.permissions import Role
from board.rehearsal.hub import policy as invented_policy
from board.store.engine import Database
from board.store.policies import policy
from tests import make
from tests.bench import fixtures

EACH = 7
"""Rungs of a contact: three because nobody rates it, four of a protection notice that ends."""
AT_ONCE, BEFORE, SPAN = 50, timedelta(minutes=30), timedelta(minutes=90)
NOTICE = timedelta(hours=47)
_OWN = text(
    "update contacts c set deciding_manager = (cast(:managers as bigint[]))[1 + c.contact_id % cardinality(cast(:managers as bigint[]))] "
    "where hub_id = :hub_id"
)
_CLOCKS = text(
    "select clock_id, contact_id, kind, basis, started_at, due_at, runs_through from clocks "
    "where hub_id = :hub_id and stopped_at is null order by contact_id, clock_id"
)


class Rise(NamedTuple):
    """A rung that comes: of which clock, which one, and when."""

    at: datetime
    contact_id: int
    clock_id: int
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a hub whose contacts come due. one: somebody who clicks meanwhile."""

    hub_id: int
    actors: list[Actor]
    one: Actor


async def settle(db: Database, people: int = 40) -> Team:
    """The bench's hub with a service manager and a head of service above its managers."""
    now = datetime.now(UTC)
    rules = invented_policy(now)
    # Nobody reads these pages: after ten minutes each would go to the next person too, and this is about what is due. The clock is
    # moved an hour and a half while one of them clicks: their screen may not lock.
    patient = replace(
        rules, idle_lock_minutes=4 * 60, deliveries=replace(rules.deliveries, climb_minutes=7 * 24 * 60)
    )
    hub = await make.hub(db, fixtures.HUB, policy=patient, now=now)
    actors = await fixtures.seated(db, hub, people)
    for name, role in (("Above", Role.SERVICE_MANAGER), ("Head", Role.HEAD_OF_SERVICE)):
        await make.person(db, hub, role, name=name, now=now)
    return Team(hub.hub_id, actors, actors[0])


async def come_due(
    db: Database, team: Team, reminders: int, *, now: datetime, seed: int = 1, ends: Sequence[datetime] = ()
) -> None:
    """About so many: four in seven of them at once, the others within an hour and a half of now. ends: when each contact's notice
    ends, at random in that time when not said.
    """
    random, contacts = Random(seed), -(-reminders // EACH)
    holders = [one for one in team.actors if one.roles == {Role.SOCIAL_WORKER}][1:]
    coming = iter(range(contacts))
    while batch := list(islice(coming, AT_ONCE)):
        async with db.transaction() as tx:
            for number in batch:
                at = now - BEFORE * (contacts - number) / contacts
                new = NewContact(
                    "police", at, "neglect", "Invented.", source_reference=f"DUE-{seed}-{number}"
                )
                ref = str((await receive(tx, fixtures.admin_of(team.actors), new, now=now)).ref)
                holder = holders[number % len(holders)]
                await claim(tx, holder, ref, now=now)
                end = ends[number] if ends else now + SPAN * random.random()
                await record_measure(
                    tx, holder, ref, NewMeasure("protection_notice", end - NOTICE, end), now=now
                )
    managers = [one.person_id for one in team.actors if Role.MANAGER in one.roles]
    async with db.transaction() as tx:
        await tx.conn.execute(_OWN, {"hub_id": team.hub_id, "managers": managers})


async def rises(db: Database, hub_id: int, until: datetime) -> list[Rise]:
    """Every rung that has come by then, reckoned from the clocks and the hub's ladders alone; the earliest first."""
    async with db.connection() as conn:
        rules = await policy(conn, hub_id, until)
        rows = (await conn.execute(_CLOCKS, {"hub_id": hub_id})).all()
    beside: dict[int, dict[ClockKind, datetime]] = {}
    for row in rows:
        beside.setdefault(row.contact_id, {})[ClockKind(row.kind)] = row.due_at
    found = []
    for row in rows:
        kind, time = (
            ClockKind(row.kind),
            Running(row.started_at, row.due_at, Basis(row.basis), row.runs_through),
        )
        ladder = find(rules.ladders, kind)
        for number, rung in enumerate(ladder, 1):
            at = next_rung(ladder, number - 1, time, ReceiverHours(rules.calendar))
            if at is not None and at <= until and not speaks_for(kind, beside[row.contact_id], rung.share):
                found.append(Rise(at, row.contact_id, row.clock_id, row.kind, number))
    return sorted(found)


class Hand:
    """Moves the board's clock, only ever forward."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._pace = Pace(timedelta(0), 1.0, datetime.now(UTC))
        write_pace(file, self._pace)

    def now(self) -> datetime:
        """The board's time."""
        return self._pace.at(datetime.now(UTC))

    def move(self, to: datetime, *, speed: float = 1.0) -> None:
        """To this moment or, where it is later already, on from now."""
        real = datetime.now(UTC)
        self._pace = Pace(max(to, self.now()) - real, speed, real)
        write_pace(self.file, self._pace)
