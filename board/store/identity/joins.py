"""Joins between records of one person, the identities that follow from them, and the contacts that share a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.identity.records import Join, Record
from board.store.rows import insert, insert_one
from board.store.visibility import exists_for, open_to_all_of, people_named

_RECORD = "case when {0}.child_id is null then 'adult' else 'child' end as part, coalesce({0}.child_id, {0}.adult_id) as number"
# Joins of a person are few. All of those whose ends are records of the same identities are read at once.
_JOINS = text(
    "select j.join_id, j.child_id, j.adult_id, j.baby, j.other_child_id, j.other_adult_id, j.other_baby "
    "from identity_joins j where j.hub_id = :hub_id and j.parted_at is null and j.confirmed_at is not null and j.contact_id in "
    "(select r.contact_id from identity_records r where r.hub_id = :hub_id and r.parted_at is null "
    " and r.identity_id = any(cast(:identities as bigint[])))"
)
_OF_RECORD = text(
    f"select r.identity_record_id, r.identity_id, r.contact_id, {_RECORD.format('r')}, r.baby from identity_records r "  # noqa: S608
    "where r.hub_id = :hub_id and r.parted_at is null and (r.child_id = :child_id or r.adult_id = :adult_id) order by r.baby"
)
_MEMBERS = text(
    f"select r.identity_record_id, r.identity_id, r.contact_id, {_RECORD.format('r')}, r.baby from identity_records r "  # noqa: S608
    "where r.hub_id = :hub_id and r.parted_at is null and r.identity_id = any(cast(:identities as bigint[])) "
    "order by r.identity_record_id"
)
_LEAVE = text(
    "update identity_records set parted_at = :now where hub_id = :hub_id "
    "and identity_record_id = any(cast(:rows as bigint[]))"
)
_BEFORE = text(
    "select r.identity_id from identity_records r where r.hub_id = :hub_id and r.parted_at is not null "
    "and (r.child_id = any(cast(:children as bigint[])) or r.adult_id = any(cast(:adults as bigint[]))) "
    "and not exists (select from identity_records o where o.hub_id = r.hub_id and o.identity_id = r.identity_id and o.parted_at is null) "
    "order by r.identity_record_id desc limit 1"
)
_NOW = (
    "select m.hub_id, m.contact_id, t.contact_id as other_id from identity_records m join identity_records t on t.hub_id = m.hub_id "
    "and t.identity_id = m.identity_id and t.parted_at is null where m.hub_id = :hub_id and m.parted_at is null "
    "and m.contact_id = any(cast(:contacts as bigint[]))"
)
# Pages tell why records were joined, asked about or parted too.
_EVER = (
    f"{_NOW} "  # noqa: S608 - constants of this module
    "union select hub_id, contact_id, other_id from identity_joins where hub_id = :hub_id "
    "and contact_id = any(cast(:contacts as bigint[])) union select hub_id, other_id, contact_id from identity_joins "
    "where hub_id = :hub_id and other_id = any(cast(:contacts as bigint[]))"
)


def _shared(beside: str) -> TextClause:
    return text(
        f"select distinct c.contact_id, o.contact_id as other_id from ({beside}) b "  # noqa: S608 - constants of this module
        "join contacts c on c.hub_id = b.hub_id and c.contact_id = b.contact_id "
        "join contacts o on o.hub_id = b.hub_id and o.contact_id = b.other_id and o.contact_id <> c.contact_id "
        f"where {open_to_all_of()}"
    )


_SHARED, _SHARED_EVER = _shared(_NOW), _shared(_EVER)
_INCIDENT = text(
    "select contact_id from contacts where hub_id = :hub_id and :contact_id in (contact_id, joined_to)"
)
_WITH = text(f"select b.other_id from ({_EVER}) b")  # noqa: S608
_STRIPS = text(
    f"select c.contact_id, {people_named()} as named, cl.person_id as holder_id, h.person_id as offered_to from contacts c "  # noqa: S608
    "left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join hand_overs h on h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null "
    "where c.hub_id = :hub_id and c.contact_id = any(cast(:contacts as bigint[])) order by c.contact_id"
)
_OPEN_TO = text(
    f"select c.contact_id from contacts c where c.hub_id = :hub_id and c.contact_id = any(cast(:contacts as bigint[])) and {exists_for()}"  # noqa: S608
)
_MANAGERS = text(
    "select distinct s.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "  # noqa: S608
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) and not exists (select from contacts c "
    "  where c.hub_id = :hub_id and c.contact_id = any(cast(:contacts as bigint[])) "
    f"  and not {exists_for(person='s.person_id')}) order by s.person_id"
)


def record_of(row: Any) -> Record:
    """The record of a row with part, number and baby."""
    return Record(row.part, row.number, row.baby)


async def joins_of(conn: AsyncConnection, hub_id: int, identities: Collection[int]) -> list[Join]:
    """The joins that hold these identities together."""
    found = []
    for row in await conn.execute(_JOINS, {"hub_id": hub_id, "identities": sorted(identities)}):
        if row.child_id is None:
            ends = Record("adult", row.adult_id), Record("adult", row.other_adult_id)
        else:
            ends = (
                Record("child", row.child_id, row.baby),
                Record("child", row.other_child_id, row.other_baby),
            )
        found.append(Join(row.join_id, *ends))
    return found


async def rows_of(conn: AsyncConnection, hub_id: int, record: Record) -> list[Any]:
    """The open rows of this child or adult, whichever baby, with the identity of each."""
    facts = {"hub_id": hub_id, "child_id": None, "adult_id": None, f"{record.part}_id": record.number}
    return list((await conn.execute(_OF_RECORD, facts)).all())


async def members(conn: AsyncConnection, hub_id: int, identities: Collection[int]) -> list[Any]:
    """Every open row of these identities, the oldest first."""
    facts = {"hub_id": hub_id, "identities": sorted(identities)}
    return list((await conn.execute(_MEMBERS, facts)).all())


async def leave(conn: AsyncConnection, hub_id: int, rows: Iterable[Any], now: datetime) -> None:
    """End these rows."""
    numbers = [row.identity_record_id for row in rows]
    await conn.execute(_LEAVE, {"hub_id": hub_id, "rows": numbers, "now": now})


async def enter(
    conn: AsyncConnection,
    hub_id: int,
    identity_id: int,
    records: Iterable[tuple[Record, int]],
    join_id: int,
    now: datetime,
) -> None:
    """Write that these records, each with its contact, are this person by this join."""
    rows = [
        {
            "hub_id": hub_id,
            "identity_id": identity_id,
            "part": record.part,
            "contact_id": contact_id,
            "child_id": record.number if record.part == "child" else None,
            "adult_id": record.number if record.part == "adult" else None,
            "baby": record.baby,
            "join_id": join_id,
            "joined_at": now,
        }
        for record, contact_id in records
    ]
    await insert(conn, "identity_records", rows)


async def new_identity(conn: AsyncConnection, hub_id: int, part: str) -> int:
    """A number for one more person."""
    return int(await insert_one(conn, "identities", {"hub_id": hub_id, "part": part}, "identity_id"))


async def identity_before(conn: AsyncConnection, hub_id: int, records: Iterable[Record]) -> int | None:
    """The number that these records had last and that no record has now; none where they had none."""
    listed = list(records)
    facts = {
        "hub_id": hub_id,
        "children": [one.number for one in listed if one.part == "child"],
        "adults": [one.number for one in listed if one.part == "adult"],
    }
    return (await conn.execute(_BEFORE, facts)).scalar_one_or_none()


async def shared_by(
    conn: AsyncConnection, hub_id: int, contacts: Iterable[int], *, ever: bool = False
) -> set[tuple[int, int]]:
    """Each of these contacts with each other contact of a person on it, as far as everybody who shares its page may know of the other.

    ever: with contacts whose people were joined with its own, or may be.
    """
    facts = {"hub_id": hub_id, "contacts": sorted(set(contacts))}
    rows = await conn.execute(_SHARED_EVER if ever else _SHARED, facts)
    return {(row.contact_id, row.other_id) for row in rows}


async def contacts_with(conn: AsyncConnection, hub_id: int, contact_id: int) -> set[int]:
    """The contacts of one incident, and those whose people are or were joined with theirs. To draw them again, and for nobody's eyes."""
    facts = {"hub_id": hub_id, "contact_id": contact_id}
    incident = set((await conn.execute(_INCIDENT, facts)).scalars())
    rows = await conn.execute(_WITH, {"hub_id": hub_id, "contacts": sorted(incident)})
    return incident | set(rows.scalars())


async def strips_of(
    conn: AsyncConnection, hub_id: int, contacts: Iterable[int]
) -> list[tuple[int, set[int]]]:
    """These contacts, each with the people in whose own strip it stands."""
    found = []
    for row in await conn.execute(_STRIPS, {"hub_id": hub_id, "contacts": sorted(set(contacts))}):
        people = {*row.named, row.holder_id, row.offered_to}
        found.append((row.contact_id, {one for one in people if one is not None}))
    return found


async def open_among(conn: AsyncConnection, hub_id: int, contacts: Iterable[int], person_id: int) -> set[int]:
    """Those of these contacts that exist for this person."""
    facts = {"hub_id": hub_id, "contacts": sorted(set(contacts)), "person_id": person_id}
    return set((await conn.execute(_OPEN_TO, facts)).scalars())


async def managers_of_both(
    conn: AsyncConnection, hub_id: int, contacts: Iterable[int], roles: Iterable[str]
) -> list[int]:
    """People with a seat of one of these roles for whom all these contacts exist."""
    facts = {"hub_id": hub_id, "contacts": sorted(contacts), "roles": sorted(roles)}
    return list((await conn.execute(_MANAGERS, facts)).scalars())
