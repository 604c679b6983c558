"""Entries of the directory as they are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.directory.entries import Answered, Entry, EntryKind, HowConfirmed

THEIRS: Final = (
    "select distinct on (s.hub_id, s.agency_id, s.person_id, n.address) s.hub_id, s.agency_id, s.person_id, p.name, n.address, n.by, "
    "  d.changed_at "
    "from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "join directory_entries d on d.person_id = s.person_id "
    "cross join lateral (values (d.telephone, d.telephone_by), (d.mobile, d.mobile_by)) n (address, by) "
    "where s.ended_at is null and n.address is not null order by s.hub_id, s.agency_id, s.person_id, n.address"
)
"""Numbers of people with a seat, as they are reached today, once for each agency they sit for."""
# A number of a person counts only while it is how they are reached; the worker ends an entry that is behind that.
CURRENT: Final = (
    "e.ended_at is null and (e.person_id is null or exists (select from seats s join people p on p.person_id = s.person_id "
    "  and p.ended_at is null join directory_entries d on d.person_id = s.person_id where s.hub_id = e.hub_id "
    "  and s.agency_id = e.agency_id and s.person_id = e.person_id and s.ended_at is null and e.address in (d.telephone, d.mobile)))"
)
_ONE = text(
    f"select e.*, {CURRENT} as current from agency_entries e "  # noqa: S608 - a statement of ours
    "where e.hub_id = :hub_id and e.entry_id = :entry_id for no key update of e"
)


async def locked_entry(
    conn: AsyncConnection, hub_id: int, entry_id: int
) -> tuple[Entry, bool] | tuple[None, bool]:
    """This entry with its row locked, and whether it stands in the directory now. Locks: the entry."""
    row = (await conn.execute(_ONE, {"hub_id": hub_id, "entry_id": entry_id})).one_or_none()
    return (entry_of(row), row.current) if row is not None else (None, False)


def entry_of(row: Any) -> Entry:
    """A row of agency_entries in the domain's words."""
    how: str | None = row.confirmed_how
    ended_at: datetime | None = row.ended_at
    return Entry(
        entry_id=row.entry_id,
        agency_id=row.agency_id,
        kind=EntryKind(row.kind),
        address=row.address,
        name=row.name,
        deputies=tuple(row.deputies),
        answered=Answered(row.answered),
        person_id=row.person_id,
        added_at=row.added_at,
        added_by=row.added_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        confirmed_how=HowConfirmed(how) if how else None,
        ended_at=ended_at,
    )
