"""Take a seat, or say no to it: the person whose seat it would be answers, and nobody for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.grant.giving import Granted
from board.commands.record import note
from board.commands.seats import give_seat
from board.domain.grant.rules import Standing, standing_of
from board.domain.permissions import Role
from board.domain.refusals import GrantOver, NotHere
from board.store.engine import Tx

HOUSE = 0
# The person's address stands in their account; which account it is, the hub learns when they take the seat.
_MINE = text(
    "select g.*, a.key as agency from seat_grants g join people p on lower(p.email) = g.address and p.ended_at is null and not p.service "
    "join agencies a on a.hub_id = g.hub_id and a.agency_id = g.agency_id "
    "where p.person_id = :person_id and g.grant_id = :grant_id and (not g.needs_second or g.confirmed_at is not null) "
    "for update of g"
)
_ACCEPT = text(
    "update seat_grants set accepted_at = :now, person_id = :person_id, seat_id = :seat_id where hub_id = :hub_id and grant_id = :grant_id"
)
_REFUSE = text(
    "update seat_grants set refused_at = :now where hub_id = :hub_id and grant_id = :grant_id and refused_at is null"
)


async def take(tx: Tx, person_id: int, grant_id: int, *, now: datetime) -> Granted:
    """Take the seat: it is written now, and counts from now on. Twice is silence.

    Raises NotHere (no seat for this person, or none that is confirmed), GrantOver. Locks: the grant. Writes seat_grants and what give_seat
    writes.
    """
    row = await _mine(tx, person_id, grant_id)
    if row.accepted_at is not None:
        return Granted(grant_id, changed=False)
    _must_stand(row, now)
    role = Role(row.role)
    seat = await give_seat(
        tx, row.hub_id, person_id, row.agency, role, by=row.given_by, confirmed_by=row.confirmed_by, now=now
    )
    facts = {"hub_id": row.hub_id, "grant_id": grant_id, "person_id": person_id, "seat_id": seat.seat_id}
    await tx.conn.execute(_ACCEPT, facts | {"now": now})
    return Granted(grant_id)


async def refuse(tx: Tx, person_id: int, grant_id: int, *, now: datetime) -> Granted:
    """Say no. The hub that asks is not told: it sees that nobody answered. Twice is silence.

    Raises NotHere, GrantOver. Locks: the grant. Writes seat_grants, event seat_refused of the house.
    """
    row = await _mine(tx, person_id, grant_id)
    if row.refused_at is not None:
        return Granted(grant_id, changed=False)
    _must_stand(row, now)
    await tx.conn.execute(_REFUSE, {"hub_id": row.hub_id, "grant_id": grant_id, "now": now})
    note(tx, HOUSE, "seat_refused", person_id, {"grant": grant_id}, now=now)
    return Granted(grant_id)


async def _mine(tx: Tx, person_id: int, grant_id: int) -> Any:
    found = await tx.conn.execute(_MINE, {"person_id": person_id, "grant_id": grant_id})
    row = found.one_or_none()
    if row is None:
        raise NotHere
    return row


def _must_stand(row: Any, now: datetime) -> None:
    if row.refused_at is not None or standing_of(row, now) is not Standing.ASKED:
        raise GrantOver
