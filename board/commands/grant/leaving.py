"""Same-day leavers: one act ends all that a person has in a hub, and lists what they held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.grant.giving import take_back
from board.commands.record import note
from board.commands.seats import put_back, recount_seats
from board.commands.sessions import end_all_sessions
from board.domain.grant.work import Work
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.refusals import LastServiceManager, NotHere, OwnSeat
from board.store.doors import must
from board.store.engine import Tx
from board.store.grant import work_of
from board.store.sitting import leaves_a_service_manager

_SEATS = text(
    "select s.seat_id, s.role, s.ended_at from seats s join people p on p.person_id = s.person_id and not p.service "
    "where s.hub_id = :hub_id and s.person_id = :person_id order by s.seat_id"
)
_END = text(
    "update seats set ended_at = :now, ended_by = :by where hub_id = :hub_id and person_id = :person_id and ended_at is null"
)
_UNSENT = text(
    "update deliveries set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where hub_id = :hub_id and person_id = :person_id and state in ('queued', 'failed')"
)
_GRANTS = text(
    "select g.grant_id from seat_grants g join people p on p.person_id = :person_id and p.ended_at is null and g.address = lower(p.email) "
    "where g.hub_id = :hub_id and g.accepted_at is null and g.withdrawn_at is null order by g.grant_id for update of g"
)
_SESSIONS_TOO = text(
    "select p.home_hub = :hub_id or not exists (select from seats s where s.person_id = p.person_id and s.ended_at is null) "
    "from people p where p.person_id = :person_id and exists (select from seats t where t.hub_id = :hub_id and t.person_id = p.person_id "
    "  and t.ended_at is not null) for no key update of p"
)


@dataclass(frozen=True, slots=True)
class Left:
    """A person who left. seats: how many ended. work: what they held when the last ended, as far as the reader may know of it.

    changed: false when twice.
    """

    seats: int
    work: Work
    changed: bool = True


async def leave(tx: Tx, actor: Actor, person_id: int, *, now: datetime) -> Left:
    """End every seat of a person in this hub at once. Twice is silence.

    Their contacts wait again, offers to them are taken back, and managers are told of each contact, as for one seat; messages to them that
    have not gone out do not, and seats that wait for them are taken back, with the links that were sent for these. Raises NotAllowed,
    NotHere, OwnSeat, LastServiceManager. Locks: their grants, the seats of the service managers, their seats, then the contacts by number.
    Writes what end_seat and withdraw write.
    """
    must(actor, Action.END_SEAT)
    whose = {"hub_id": actor.hub_id, "person_id": person_id}
    seats = (await tx.conn.execute(_SEATS, whose)).all()
    if not seats:
        raise NotHere
    if person_id == actor.person_id:
        raise OwnSeat
    # First of all, and the seats again after it: a seat that is being taken is either here then, or cannot be taken any more.
    grants = (await tx.conn.execute(_GRANTS, whose)).scalars().all()
    seats = (await tx.conn.execute(_SEATS, whose)).all()
    still_led = await leaves_a_service_manager(tx.conn, actor.hub_id, [seat.seat_id for seat in seats])
    left_at = max((seat.ended_at for seat in seats if seat.ended_at), default=None)
    seats = [seat for seat in (await tx.conn.execute(_SEATS, whose)).all() if seat.ended_at is None]
    if not still_led and Role.SERVICE_MANAGER in {seat.role for seat in seats}:
        raise LastServiceManager
    work = await work_of(tx.conn, actor, person_id, now, left_at=None if seats else left_at)
    facts = whose | {"now": now, "by": actor.person_id}
    await tx.conn.execute(_END, facts)
    for seat in seats:
        body = {"person": person_id, "seat": seat.seat_id}
        note(tx, actor.hub_id, "seat_ended", actor, body, told=[person_id], now=now)
    for grant_id in grants:
        await take_back(tx, actor, grant_id, now=now)
    if not seats:
        return Left(0, work, changed=bool(grants))
    await recount_seats(tx, actor.hub_id, person_id, [Role(seat.role) for seat in seats], now)
    await put_back(tx, actor, person_id, now)
    await tx.conn.execute(_UNSENT, facts)
    return Left(len(seats), work)


async def end_leavers_sessions(tx: Tx, actor: Actor, person_id: int, *, now: datetime) -> bool:
    """After leave: end the leaver's sessions too, where this is their home hub or no other hub has a seat for them.

    Sessions belong to the house, so this is a transaction of its own; the pages of this hub are closed by the seats already. Raises
    NotAllowed. Locks: the person. Writes sessions, events session_ended. Returns whether they were ended.
    """
    must(actor, Action.END_SEAT)
    ends = await tx.conn.execute(_SESSIONS_TOO, {"hub_id": actor.hub_id, "person_id": person_id})
    if not ends.scalar_one_or_none():
        return False
    await end_all_sessions(tx, person_id, "ended_by_manager", by=actor.person_id, now=now)
    return True
