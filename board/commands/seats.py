"""Seats: person x hub x agency x role, the only source of what somebody may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.baton import write
from board.commands.claims import let_go
from board.commands.policies import recount_again, recount_theirs
from board.commands.record import note, record
from board.commands.running import keep_clocks
from board.commands.telling import managers_of, over, tell
from board.domain.baton import Move, claim_of
from board.domain.people import Actor
from board.domain.permissions import Action, Role, may
from board.domain.receivers import ANSWERING
from board.domain.refusals import LastServiceManager, NotHere, OwnSeat
from board.store.doors import locked, must
from board.store.engine import Tx
from board.store.sitting import leaves_a_service_manager

_TAKE = text(
    "insert into seats (hub_id, person_id, agency_id, role, created_at, given_by, confirmed_by) "
    "select a.hub_id, p.person_id, a.agency_id, :role, :now, :by, :confirmed_by from agencies a, people p "
    "where a.hub_id = :hub_id and a.key = :agency and p.person_id = :person_id and p.ended_at is null "
    "on conflict (hub_id, person_id, agency_id, role) where ended_at is null do nothing returning seat_id"
)
_HOME = text("update people set home_hub = :hub_id where person_id = :person_id and home_hub is null")
_HAS = text(
    "select s.seat_id from seats s join agencies a using (hub_id, agency_id) "
    "where s.hub_id = :hub_id and s.person_id = :person_id and a.key = :agency and s.role = :role and s.ended_at is null"
)
_SEAT = text(
    "select s.seat_id, s.person_id, s.role, s.ended_at from seats s join people p on p.person_id = s.person_id and not p.service "
    "where s.hub_id = :hub_id and s.seat_id = :seat_id"
)
_END = text("update seats set ended_at = :now, ended_by = :by where hub_id = :hub_id and seat_id = :seat_id")
_ROLES = text("select role from seats where hub_id = :hub_id and person_id = :person_id and ended_at is null")
_WORK = text(
    "select c.contact_id from contacts c where c.hub_id = :hub_id and c.closed_at is null and (c.deciding_manager = :person_id "
    "or c.contact_id in (select contact_id from claims where hub_id = :hub_id and person_id = :person_id and released_at is null) "
    "or c.contact_id in (select contact_id from hand_overs where hub_id = :hub_id and person_id = :person_id and ended_at is null)) "
    "order by c.contact_id"
)
HOLDERS_SEAT = "The seat of the person who held it was ended."


@dataclass(frozen=True, slots=True)
class Seated:
    """The seat. changed: false when the person had it already."""

    seat_id: int
    changed: bool


async def give_seat(
    tx: Tx,
    hub_id: int,
    person_id: int,
    agency: str,
    role: Role,
    *,
    by: int | None = None,
    confirmed_by: int | None = None,
    now: datetime,
) -> Seated:
    """Let somebody act for this agency (its key) in this hub, in this role. The same seat twice is silence.

    by: who gives it; none from the command line. confirmed_by: the second manager. Their first seat makes its hub
    their home hub. Raises NotHere when agency or person is unknown or gone. Locks and writes, where agencies keep hours
    of their own: what the person holds or decides, whose reminders then come in their hours (recount_theirs).
    """
    facts = {"hub_id": hub_id, "person_id": person_id, "agency": agency, "role": role.value}
    gives = {"by": by, "confirmed_by": confirmed_by, "now": now}
    seat_id = (await tx.conn.execute(_TAKE, facts | gives)).scalar_one_or_none()
    if seat_id is None:
        held = (await tx.conn.execute(_HAS, facts)).scalar_one_or_none()
        if held is None:
            raise NotHere
        return Seated(held, changed=False)
    await tx.conn.execute(_HOME, {"hub_id": hub_id, "person_id": person_id})
    body = {"person": person_id, "seat": seat_id, "role": role.value}
    note(tx, hub_id, "seat_taken", by, body, now=now)
    await recount_seats(tx, hub_id, person_id, [role], now)
    return Seated(seat_id, changed=True)


async def end_seat(tx: Tx, actor: Actor, seat_id: int, *, now: datetime) -> Seated:
    """From now on this seat allows nothing; open pages of the person empty at once. Ending it twice is silence.

    Contacts that the person holds and may hold no longer wait again, offers to them are taken back, and managers are told at once of each
    contact that has lost its holder or its deciding manager. Raises NotAllowed, NotHere (no such seat in this hub, or a system's), OwnSeat,
    LastServiceManager. Locks: the seats of the service managers, the seat, then the contacts by number. Writes seats, claims, hand_overs,
    clocks, deliveries, reminders, events seat_ended, contact_released, hand_over_withdrawn.
    """
    must(actor, Action.END_SEAT)
    still_led = await leaves_a_service_manager(tx.conn, actor.hub_id, [seat_id])
    seat = (await tx.conn.execute(_SEAT, {"hub_id": actor.hub_id, "seat_id": seat_id})).one_or_none()
    if seat is None:
        raise NotHere
    if seat.person_id == actor.person_id:
        raise OwnSeat
    if seat.ended_at is not None:
        return Seated(seat_id, changed=False)
    if seat.role == Role.SERVICE_MANAGER and not still_led:
        raise LastServiceManager
    ends = {"hub_id": actor.hub_id, "seat_id": seat_id, "by": actor.person_id, "now": now}
    await tx.conn.execute(_END, ends)
    # Concerns the person: their pages show this hub no longer.
    body = {"person": seat.person_id, "seat": seat_id}
    note(tx, actor.hub_id, "seat_ended", actor, body, told=[seat.person_id], now=now)
    await recount_seats(tx, actor.hub_id, seat.person_id, [Role(seat.role)], now)
    await put_back(tx, actor, seat.person_id, now)
    return Seated(seat_id, changed=True)


async def put_back(tx: Tx, actor: Actor, person_id: int, now: datetime) -> None:
    """Whatever this person's remaining seats in the hub do not let them hold, take over or decide needs somebody else."""
    whose = {"hub_id": actor.hub_id, "person_id": person_id}
    roles = [Role(role) for role in (await tx.conn.execute(_ROLES, whose)).scalars()]
    holds, decides = not may(roles, Action.CLAIM), not may(roles, Action.OWN)
    for contact_id in (await tx.conn.execute(_WORK, whose)).scalars().all():
        contact = await locked(tx.conn, actor.hub_id, contact_id, now=now)
        if contact is None or contact.closed_at is not None:
            continue
        managers = await managers_of(tx, contact, now=now) - {person_id}
        if holds and contact.offered_to == person_id:
            await write(tx, claim_of(contact), Move(offer_ends="withdrawn"), by=actor.person_id, now=now)
            told = await over(tx, contact, now=now)
            told |= await tell(tx, contact, "hand_over_answered", [contact.holder_id], by=None, now=now)
            await keep_clocks(tx, contact, now=now)
            body = {"person": person_id}
            await record(tx, contact, "hand_over_withdrawn", actor, body, told=told, now=now)
        if holds and contact.holder_id == person_id:
            await let_go(tx, actor, contact, HOLDERS_SEAT, now=now)
            await tell(tx, contact, "holder_seat_ended", managers, by=None, urgent=True, now=now)
        if decides and contact.deciding_manager == person_id:
            await tell(tx, contact, "owner_seat_ended", managers, by=None, urgent=True, now=now)


async def recount_seats(tx: Tx, hub_id: int, person_id: int, roles: Iterable[Role], now: datetime) -> None:
    """Reminders come in the hours of the seats of whoever they are for. What others hold and this role answers for may be the whole
    hub, behind which no claim should wait, so the worker counts it.
    """
    # The seat's row before the contacts' is no knot: nobody who has a contact locked waits for a seat.
    await recount_theirs(tx, hub_id, person_id, now=now)
    if ANSWERING & {*roles}:
        await recount_again(tx, hub_id, now=now)
