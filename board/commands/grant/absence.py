"""Hand on the work of a person who is absent: to a colleague or back to the queue, with the deciding and the rota."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.allocations import reassign
from board.commands.baton import pass_on
from board.commands.claims import release
from board.commands.duties import end_duty, put_on_duty
from board.commands.owners import own
from board.commands.record import open_contact
from board.commands.telling import managers_of, tell
from board.commands.words import given
from board.domain.baton import Move, claim_of
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.refusals import BadInput, DutyOverlaps, NotHere
from board.domain.rota import Post, Span, may_hold
from board.domain.working_time import LONDON
from board.store.doors import locked, must
from board.store.engine import Tx
from board.store.grant import contacts_of

LONGEST = timedelta(days=366)
_SEATED = text(
    "select s.seat_id, s.role, s.person_id from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.person_id = any(cast(:people as bigint[])) and s.ended_at is null order by s.seat_id"
)
_DUTIES = text(
    "select d.duty_id, d.post, d.starts_at, d.ends_at from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id "
    "where d.hub_id = :hub_id and s.person_id = :person_id and d.ended_at is null and d.ends_at > :now and d.starts_at < :until "
    "order by d.starts_at, d.duty_id"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The people who get the work. to: the colleague who gets the contacts; none: they wait again. decides: who decides from now on;
    none: the manager who acts. until: the last day on which the rota changes too; none: the rota stays.
    """

    to: int | None
    decides: int | None
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HandedOn:
    """How many contacts went to somebody or wait again, have another to decide, and were no longer offered; and how many duties moved."""

    contacts: int
    decided: int
    offers: int
    duties: int

    @property
    def changed(self) -> bool:
        return any((self.contacts, self.decided, self.offers, self.duties))


async def hand_on_work(tx: Tx, actor: Actor, person_id: int, plan: Plan, *, now: datetime) -> HandedOn:
    """Hand on all that a colleague has, in one act. Where nothing is left it is silence.

    A contact that is restricted to others than the actor stays as it is, and the people named on it are told that its holder is away.
    Raises NotAllowed, NotHere (nobody with a seat here), BadInput, ReasonNeeded, CannotHold, CannotDecide and what reassign, release and
    own raise. Locks: the contacts by number, then seats and duties. Writes what those write, and duties.
    """
    must(actor, Action.ALLOCATE)
    reason = given(plan.reason)
    seats = await _seats(tx, actor, (person_id, plan.to))
    if person_id not in seats:
        raise NotHere
    if plan.to == person_id:
        raise BadInput({"to": "Choose another colleague."})
    if plan.to is not None and plan.to not in seats:
        raise BadInput({"to": "Choose a colleague of this hub."})
    today = now.astimezone(LONDON).date()
    if plan.until is not None and not today <= plan.until <= today + LONGEST:
        raise BadInput({"until": "Enter today or a later day, within a year."})
    decides = actor.person_id if plan.decides is None else plan.decides
    if decides == person_id:
        raise BadInput({"decides": "Choose another manager to decide."})
    contacts = decided = offers = 0
    for row in await contacts_of(tx.conn, actor, person_id):
        if not row.known:
            await _tell_the_named(tx, actor, row.contact_id, person_id, now)
            continue
        if row.offered:
            await _take_offer_back(tx, actor, row.ref, now)
        if row.holds and plan.to is not None:
            await reassign(tx, actor, row.ref, plan.to, reason, anyway=reason, now=now)
        elif row.holds:
            await release(tx, actor, row.ref, reason, now=now)
        if row.decides:
            await own(tx, actor, row.ref, decides, "absence", reason, now=now)
        contacts, decided, offers = contacts + row.holds, decided + row.decides, offers + row.offered
    duties = await _move_duties(tx, actor, person_id, plan, seats, now)
    return HandedOn(contacts, decided, offers, duties)


async def _take_offer_back(tx: Tx, actor: Actor, ref: str, now: datetime) -> None:
    contact = await open_contact(tx, actor, ref, Action.ALLOCATE, now=now)
    move, body = Move(offer_ends="withdrawn"), {"person": contact.offered_to}
    await pass_on(tx, actor, contact, claim_of(contact), move, "hand_over_withdrawn", body, now=now)
    await tell(tx, contact, "hand_over_answered", [contact.holder_id], by=None, now=now)


async def _tell_the_named(tx: Tx, actor: Actor, contact_id: int, person_id: int, now: datetime) -> None:
    contact = await locked(tx.conn, actor.hub_id, contact_id, now=now)
    if contact is not None and contact.closed_at is None:
        named = await managers_of(tx, contact, now=now) - {person_id}
        await tell(tx, contact, "holder_left", named, by=None, now=now)


async def _move_duties(
    tx: Tx, actor: Actor, person_id: int, plan: Plan, seats: dict[int, list[Any]], now: datetime
) -> int:
    """Take the person off the rota until that day, and put the colleague there, where they may hold the post and are free."""
    if plan.until is None:
        return 0
    must(actor, Action.KEEP_ROTA)
    end = datetime.combine(plan.until + timedelta(days=1), time(), LONDON)
    facts = {"hub_id": actor.hub_id, "person_id": person_id, "now": now, "until": end}
    rows = (await tx.conn.execute(_DUTIES, facts)).all()
    for row in rows:
        await end_duty(tx, actor, row.duty_id, now=now)
        post = Post(row.post)
        theirs = [one for one in seats.get(plan.to or 0, ()) if may_hold(Role(one.role), post)]
        if theirs:
            span = Span(max(row.starts_at, now), row.ends_at)
            try:
                await put_on_duty(tx, actor, theirs[0].seat_id, post, span, now=now)
            except DutyOverlaps:
                continue  # they are on duty then already
    return len(rows)


async def _seats(tx: Tx, actor: Actor, people: Iterable[int | None]) -> dict[int, list[Any]]:
    facts = {"hub_id": actor.hub_id, "people": [one for one in people if one is not None]}
    seats: dict[int, list[Any]] = {}
    for row in await tx.conn.execute(_SEATED, facts):
        seats.setdefault(row.person_id, []).append(row)
    return seats
