"""Reminders on their way up a ladder: each rung once, at its instant, to those it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note
from board.commands.reminders import delivery_kind
from board.domain.clocks import ClockKind, Running, coming_rung, speaks_for
from board.domain.contacts import Contact
from board.domain.deliveries import DeliverySettings
from board.domain.hours import Basis
from board.domain.ladders import ReceiverHours, Rung, find, instants
from board.domain.policy import Policy
from board.domain.receivers import Post, Seated, There, receiver_hours, told
from board.domain.working_time import Calendar
from board.store.agency_hours import seated
from board.store.engine import Tx
from board.store.on_duty import on_duty
from board.store.policies import policy_of

_KEEPS_ROTA = text("select exists (select from duties where hub_id = :hub_id)")
_CAME = text(
    "insert into rungs (hub_id, contact_id, clock_id, number, again, receiver, raised_at, people, heard) "
    "select :hub_id, t.contact_id, t.clock_id, t.number, (select count(*) from rungs r where r.hub_id = :hub_id "
    "  and r.clock_id = t.clock_id and r.number = t.number), t.receiver, :now, "
    "  coalesce((select array_agg(p::bigint) from unnest(string_to_array(nullif(t.people, ''), ',')) p), '{}'), t.heard "
    "from unnest(cast(:contacts as bigint[]), cast(:clocks as bigint[]), cast(:numbers as integer[]), cast(:receivers as text[]), "
    "  cast(:peoples as text[]), cast(:heard as boolean[])) with ordinality "
    "  as t(contact_id, clock_id, number, receiver, people, heard, place) order by t.place"
)
_NEXT = text(
    "update clocks set raised = t.raised, next_rung_at = t.next_rung_at from unnest(cast(:clocks as bigint[]), cast(:raised as integer[]), "
    "cast(:next as timestamptz[])) as t(clock_id, raised, next_rung_at) where clocks.hub_id = :hub_id and clocks.clock_id = t.clock_id"
)


@dataclass(frozen=True, slots=True)
class Climbing:
    """A clock of which somebody is to be reminded. raised: how many of its rungs came already. beside: due times of the contact's
    clocks, by kind. named: for whom alone the contact exists, none when it is not restricted.
    """

    contact: Contact
    named: frozenset[int] | None
    clock_id: int
    kind: ClockKind
    clock: Running
    raised: int
    beside: Mapping[ClockKind, datetime]

    @classmethod
    def of(cls, contact: Contact, row: Any, running: Mapping[int, Mapping[ClockKind, datetime]]) -> Climbing:
        """From a row of clocks, of a contact whose row is locked."""
        time = Running(row.started_at, row.due_at, Basis(row.basis), row.runs_through)
        only = contact.named if contact.restricted else None
        kind = ClockKind(row.kind)
        return cls(contact, only, row.clock_id, kind, time, row.raised, running[contact.contact_id])

    def hours(self, hub: Calendar, seats: Collection[Seated]) -> ReceiverHours:
        """In whose hours its reminders come, by who has it now."""
        contact = self.contact
        return receiver_hours(hub, seats, holder=contact.holder_id, deciding_manager=contact.deciding_manager)

    def due(
        self, policy: Policy, hours: ReceiverHours, now: datetime
    ) -> tuple[list[tuple[int, Rung, datetime]], int]:
        """The rungs that come now, each with its number and instant, and how many are passed then. After the last one, the last again."""
        ladder = find(policy.ladders, self.kind)
        if self.raised >= len(ladder):
            return [(len(ladder), ladder[-1], now)] if ladder else [], len(ladder)
        coming, passed = [], self.raised
        moments = instants(ladder, self.clock, hours)
        for number, (rung, at) in enumerate(zip(ladder, moments, strict=True), 1):
            if number <= self.raised:
                continue
            if at > now:
                break
            passed = number
            if not speaks_for(self.kind, self.beside, rung.share):
                coming.append((number, rung, at))
        return coming, passed


async def climb(
    tx: Tx, hub_id: int, version: int, climbing: Sequence[Climbing], *, now: datetime
) -> list[float]:
    """Raise every rung of these clocks that has come; answers by how many seconds each was later than its instant.

    The caller holds the contacts' rows and has just read the clocks. Writes rungs, clocks, deliveries; an event reminder_raised a
    rung, or reminder_unheard where nobody on duty could be told.
    """
    policy = await policy_of(tx.conn, hub_id, version)
    seats = await seated(tx.conn, hub_id, policy, now)
    posts = [(one.person_id, one.role) for one in seats]
    duty = await _duty(tx, hub_id, now)
    is_open = policy.calendar.is_open(now)
    late: list[float] = []
    came: list[_Came] = []
    passed: list[tuple[int, int, datetime | None]] = []
    for one in climbing:
        there = There(duty, posts, one.named, is_open, one.contact.apart)
        hours = one.hours(policy.calendar, seats)
        coming, number = one.due(policy, hours, now)
        for place, rung, at in coming:
            at_work = hours.at_work(rung.to, now)
            came.append(await _raise(tx, one, place, rung, there, policy.deliveries, at_work, now))
            late.append((now - at).total_seconds())
        passed.append((one.clock_id, number, coming_rung(policy, one.kind, one.clock, hours, number)))
    await _write(tx, hub_id, came, now)
    clocks, raised, coming_at = (list(column) for column in zip(*passed, strict=True))
    facts = {"hub_id": hub_id, "clocks": clocks, "raised": raised, "next": coming_at}
    await tx.conn.execute(_NEXT, facts)
    return late


class _Came(NamedTuple):
    """A rung that came, for whom."""

    contact_id: int
    clock_id: int
    number: int
    receiver: str
    people: list[int]
    heard: bool


async def _write(tx: Tx, hub_id: int, came: Sequence[_Came], now: datetime) -> None:
    """All at once: ten thousand that come at the same moment are then few statements."""
    if not came:
        return
    facts: dict[str, Any] = {"hub_id": hub_id, "now": now}
    facts |= {"contacts": [one.contact_id for one in came], "clocks": [one.clock_id for one in came]}
    facts |= {"numbers": [one.number for one in came], "receivers": [one.receiver for one in came]}
    facts |= {
        "peoples": [",".join(map(str, one.people)) for one in came],
        "heard": [one.heard for one in came],
    }
    await tx.conn.execute(_CAME, facts)


async def _raise(
    tx: Tx,
    one: Climbing,
    place: int,
    rung: Rung,
    there: There,
    settings: DeliverySettings,
    at_work: bool,
    now: datetime,
) -> _Came:
    contact = one.contact
    has = {"holder": contact.holder_id, "deciding_manager": contact.deciding_manager}
    told_of = told(rung.to, there, **has, at_work=at_work)
    people = sorted(told_of.people)
    urgent = rung.share == 100 or rung.runs_through or one.clock.runs_through or not told_of.heard
    about = (contact.hub_id, delivery_kind(one.kind), people, contact.contact_id)
    await queue(tx, *about, now=now, urgent=urgent, settings=settings)
    body = {"clock": one.kind.value, "receiver": rung.to.value, "rung": place, "people": len(people)}
    kind = "reminder_raised" if told_of.heard else "reminder_unheard"
    note(tx, contact.hub_id, kind, None, body, about=contact.contact_id, told=told_of.people, now=now)
    return _Came(contact.contact_id, one.clock_id, place, rung.to.value, people, told_of.heard)


async def _duty(tx: Tx, hub_id: int, now: datetime) -> list[Post] | None:
    """Who is on duty; none while the hub keeps no rota."""
    here = [(one.person_id, one.role.value) for one in await on_duty(tx.conn, hub_id, now)]
    if here or (await tx.conn.execute(_KEEPS_ROTA, {"hub_id": hub_id})).scalar_one():
        return here
    return None
