"""Numbers of people in the directory: they follow how each person is reached, in every hub and agency they sit for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.store.directory import CURRENT, THEIRS
from board.store.engine import Database
from board.store.rows import insert_one

_BEHIND = text(
    f"select e.hub_id, e.entry_id from agency_entries e where e.ended_at is null and not ({CURRENT}) "  # noqa: S608 - a statement of ours
    "order by e.hub_id, e.entry_id"
)
_END = text(
    "update agency_entries set ended_at = :now where hub_id = :hub_id and entry_id = :entry_id and ended_at is null returning agency_id"
)
_MISSING = text(
    f"select t.* from ({THEIRS}) t where not exists (select from agency_entries e where e.hub_id = t.hub_id "  # noqa: S608
    "and e.agency_id = t.agency_id and e.person_id = t.person_id and e.address = t.address and e.ended_at is null) "
    "order by t.hub_id, t.agency_id, t.person_id, t.address"
)


async def follow_contact_details(database: Database, *, now: datetime) -> int:
    """End entries of people that are no longer how they are reached, and add the numbers that are, unconfirmed.

    A transaction for each entry, so that no hub waits for another. Returns how many entries changed. Writes agency_entries, events
    agency_entry_ended and agency_entry_added.
    """
    async with database.connection() as conn:
        behind, missing = (await conn.execute(_BEHIND)).all(), (await conn.execute(_MISSING)).all()
    changed = 0
    for row in behind:
        async with database.transaction() as tx:
            key = {"hub_id": row.hub_id, "entry_id": row.entry_id}
            agency_id = (await tx.conn.execute(_END, key | {"now": now})).scalar_one_or_none()
            if agency_id is not None:  # else another worker was faster
                changed += 1
                body = {"agency": agency_id, "entry": row.entry_id}
                note(tx, row.hub_id, "agency_entry_ended", None, body, now=now)
    for row in missing:
        async with database.transaction() as tx:
            kept = {
                name: getattr(row, name) for name in ("hub_id", "agency_id", "person_id", "address", "name")
            }
            kept |= {"kind": "telephone", "added_at": row.changed_at, "added_by": row.by}
            entry_id = await insert_one(tx.conn, "agency_entries", kept, "entry_id", once=True)
            if entry_id is not None:
                changed += 1
                body = {"agency": row.agency_id, "entry": entry_id}
                note(tx, row.hub_id, "agency_entry_added", row.by, body, now=now)
    return changed
