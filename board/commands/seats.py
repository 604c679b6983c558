"""Seats: person x hub x agency x role, the only source of what somebody may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.policies import recount_again, recount_theirs
from board.commands.record import note
from board.domain.permissions import Role
from board.domain.receivers import ANSWERING
from board.domain.refusals import NotHere
from board.store.engine import Tx

_TAKE = text(
    "insert into seats (hub_id, person_id, agency_id, role, created_at) "
    "select a.hub_id, p.person_id, a.agency_id, :role, :now from agencies a, people p "
    "where a.hub_id = :hub_id and a.key = :agency and p.person_id = :person_id and p.ended_at is null "
    "on conflict (hub_id, person_id, agency_id, role) where ended_at is null do nothing returning seat_id"
)
_HAS = text(
    "select s.seat_id from seats s join agencies a using (hub_id, agency_id) "
    "where s.hub_id = :hub_id and s.person_id = :person_id and a.key = :agency and s.role = :role and s.ended_at is null"
)
_END = text(
    "update seats set ended_at = :now where hub_id = :hub_id and seat_id = :seat_id and ended_at is null "
    "returning person_id, role"
)


@dataclass(frozen=True, slots=True)
class Seated:
    """The seat. changed: false when the person had it already."""

    seat_id: int
    changed: bool


async def give_seat(
    tx: Tx, hub_id: int, person_id: int, agency: str, role: Role, *, by: int | None = None, now: datetime
) -> Seated:
    """Let somebody act for this agency (its key) in this hub, in this role. The same seat twice is silence.

    by: who gives it; none from the command line. Raises NotHere when agency or person is unknown or gone. Locks and writes, where
    agencies keep hours of their own: what the person holds or decides, whose reminders then come in their hours (recount_theirs).
    """
    facts = {"hub_id": hub_id, "person_id": person_id, "agency": agency, "role": role.value}
    seat_id = (await tx.conn.execute(_TAKE, {**facts, "now": now})).scalar_one_or_none()
    if seat_id is None:
        held = (await tx.conn.execute(_HAS, facts)).scalar_one_or_none()
        if held is None:
            raise NotHere
        return Seated(held, changed=False)
    body = {"person": person_id, "seat": seat_id, "role": role.value}
    note(tx, hub_id, "seat_taken", by, body, now=now)
    await _recount(tx, hub_id, person_id, role, now)
    return Seated(seat_id, changed=True)


async def end_seat(tx: Tx, hub_id: int, seat_id: int, *, by: int | None = None, now: datetime) -> Seated:
    """From now on this seat allows nothing; open pages of the person empty at once. Ending it twice is silence. Locks and writes as
    give_seat does.
    """
    ended = (await tx.conn.execute(_END, {"hub_id": hub_id, "seat_id": seat_id, "now": now})).one_or_none()
    if ended is None:
        return Seated(seat_id, changed=False)
    person_id = ended.person_id
    # Concerns the person: their pages show this hub no longer.
    body = {"person": person_id, "seat": seat_id}
    note(tx, hub_id, "seat_ended", by, body, told=[person_id], now=now)
    await _recount(tx, hub_id, person_id, Role(ended.role), now)
    return Seated(seat_id, changed=True)


async def _recount(tx: Tx, hub_id: int, person_id: int, role: Role, now: datetime) -> None:
    """Reminders come in the hours of the seats of whoever they are for. What others hold and this role answers for may be the whole
    hub, behind which no claim should wait, so the worker counts it.
    """
    # The seat's row before the contacts' is no knot: nobody who has a contact locked waits for a seat.
    await recount_theirs(tx, hub_id, person_id, now=now)
    if role in ANSWERING:
        await recount_again(tx, hub_id, now=now)
