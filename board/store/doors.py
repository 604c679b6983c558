"""The one way to get hold of a contact: missing and forbidden answer alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action, may
from board.domain.refusals import NotAllowed, NotHere
from board.store.visibility import NAMED_AND_OFFERED, exists_for, named_on

COLUMNS = "c.hub_id, c.contact_id, c.ref, c.received_at, c.clock_start_at, c.restricted, c.deciding_manager, c.closed_at"
_LOCK = text(
    f"select {COLUMNS} from contacts c where c.hub_id = :hub_id and c.ref = :ref and {exists_for()} for no key update of c"  # noqa: S608 - constants of this file
)
_LOCK_OR_SKIP = text(
    f"select {COLUMNS} from contacts c where c.hub_id = :hub_id and c.ref = :ref and {exists_for()} for no key update of c skip locked"  # noqa: S608
)
_LOCK_NUMBER = text(
    f"select {COLUMNS} from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id for no key update of c"  # noqa: S608
)
_LOCK_NUMBER_OR_SKIP = text(f"{_LOCK_NUMBER.text} skip locked")
_HELD = (
    "(select coalesce(max(version), 0) from policies where hub_id = :hub_id and effective_from <= :now) as policy_version, "  # noqa: S608
    f"cl.person_id as holder_id, pe.name as holder, cl.claimed_at, {NAMED_AND_OFFERED}"
)
_PLAIN = text(
    f"select {COLUMNS}, {_HELD} from contacts c "  # noqa: S608
    "left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join people pe on pe.person_id = cl.person_id "
    f"where c.hub_id = :hub_id and c.ref = :ref and {exists_for()}"
)
_STILL_NAMED = text(
    f"select 1 from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id and {named_on()}"  # noqa: S608
)
# A statement of its own: read after the lock is held, so that it sees what the one who held it before has committed.
_HOLDER = text(
    f"select {_HELD} from (select cast(:hub_id as integer) as hub_id, cast(:contact_id as bigint) as contact_id) c "  # noqa: S608
    "left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join people pe on pe.person_id = cl.person_id"
)


def must(actor: Actor, action: Action) -> None:
    """Raises NotAllowed, with the table's sentence, when none of the actor's seats may do this."""
    if not may(actor.roles, action):
        raise NotAllowed(sentence=PERMISSIONS[action].sentence)


async def access_contact(
    conn: AsyncConnection,
    actor: Actor,
    ref: str,
    action: Action,
    *,
    now: datetime,
    lock: bool = False,
    skip_locked: bool = False,
) -> Contact:
    """The contact with this reference, if this actor may do this to it.

    lock: take its row for no key update, first in the lock order after meetings; skip_locked: answer NotHere rather than wait for
    somebody who has it locked. Raises NotAllowed, NotHere (missing, of another hub, restricted to others, or of a family in which this
    person has an interest: the same answer).
    """
    must(actor, action)
    facts = {"hub_id": actor.hub_id, "ref": ref.upper(), "person_id": actor.person_id}
    if not lock:
        seen = (await conn.execute(_PLAIN, {**facts, "now": now})).one_or_none()
        if seen is None:
            raise NotHere
        return Contact.of(seen._mapping)
    door = _LOCK_OR_SKIP if skip_locked else _LOCK
    row = (await conn.execute(door, facts)).one_or_none()
    if row is None and not skip_locked:
        # A statement that waited for the lock saw the names as they were before: this person may have been named meanwhile,
        row = (await conn.execute(door, facts)).one_or_none()
    if row is None:
        raise NotHere
    if row.restricted:  # or taken off.
        key = {"hub_id": actor.hub_id, "contact_id": row.contact_id, "person_id": actor.person_id}
        if (await conn.execute(_STILL_NAMED, key)).one_or_none() is None:
            raise NotHere
    contact = await _held(conn, row, now)
    if actor.person_id in contact.apart:  # since meanwhile
        raise NotHere
    return contact


async def locked(
    conn: AsyncConnection, hub_id: int, contact_id: int, *, skip_locked: bool = False, now: datetime
) -> Contact | None:
    """The contact with this number, its row locked, for the board itself: nobody's leave is asked.

    skip_locked: none rather than wait for somebody who has it locked.
    """
    door = _LOCK_NUMBER_OR_SKIP if skip_locked else _LOCK_NUMBER
    row = (await conn.execute(door, {"hub_id": hub_id, "contact_id": contact_id})).one_or_none()
    return None if row is None else await _held(conn, row, now)


async def _held(conn: AsyncConnection, row: Any, now: datetime) -> Contact:
    key = {"hub_id": row.hub_id, "contact_id": row.contact_id}
    held = await conn.execute(_HOLDER, {**key, "now": now})
    return Contact.of(row._mapping, held.one()._mapping)
