"""The first two managers of a hub, whom the board command adds: nobody is there yet to give their seats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.grant.giving import Granted, SeatGiven, grant_facts, write_grant
from board.commands.record import note
from board.commands.seats import Seated, give_seat
from board.domain.grant.rules import ASKED_FOR, MANAGERS
from board.domain.permissions import Role
from board.domain.refusals import EnoughManagers, ServiceManagerFirst
from board.store.engine import Tx

FIRST = 2
_LOCK = text("select 1 from hubs where hub_id = :hub_id for no key update")
_MANAGERS = text(
    "select lower(p.email) as who, bool_or(s.role = 'service_manager') as leads from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) group by 1 "
    "union select g.address, g.role = 'service_manager' from seat_grants g where g.hub_id = :hub_id and g.accepted_at is null "
    "and g.withdrawn_at is null and g.role = any(cast(:roles as text[])) and coalesce(g.confirmed_at, g.given_at) > :since"
)


async def must_be_among_the_first(tx: Tx, hub_id: int, role: Role, *, now: datetime) -> None:
    """Raises EnoughManagers once two are managers of the hub or asked to be, ServiceManagerFirst for another role before a service manager.

    Locks: the hub.
    """
    await tx.conn.execute(_LOCK, {"hub_id": hub_id})
    facts = {"hub_id": hub_id, "roles": sorted(one.value for one in MANAGERS), "since": now - ASKED_FOR}
    rows = (await tx.conn.execute(_MANAGERS, facts)).all()
    if len({row.who for row in rows}) >= FIRST:
        raise EnoughManagers
    if role is not Role.SERVICE_MANAGER and not any(row.leads for row in rows):
        raise ServiceManagerFirst


async def seat_first_manager(
    tx: Tx, hub_id: int, person_id: int, agency: str, role: Role, *, now: datetime
) -> Seated:
    """The seat of one of the first two managers, who was added just now. Raises what must_be_among_the_first and give_seat raise."""
    await must_be_among_the_first(tx, hub_id, role, now=now)
    return await give_seat(tx, hub_id, person_id, agency, role, now=now)


async def ask_known(tx: Tx, hub_id: int, given: SeatGiven, *, now: datetime) -> Granted:
    """Ask somebody whom the deployment knows already, to be one of the first two managers.

    Raises BadInput, AddressNotAllowed, SeatHeld, and what must_be_among_the_first raises. Writes seat_grants, event seat_given.
    """
    role = Role(given.role)
    await must_be_among_the_first(tx, hub_id, role, now=now)
    facts = await grant_facts(tx, hub_id, given)
    grant_id = await write_grant(tx, facts, given_by=None, needs_second=False, now=now)
    if grant_id is None:
        return Granted(0, changed=False)
    note(tx, hub_id, "seat_given", None, {"grant": grant_id, "role": role.value}, now=now)
    return Granted(grant_id)
