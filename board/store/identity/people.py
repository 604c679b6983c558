"""The people of one or two contacts as they are compared when somebody joins them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.identity.records import Record
from board.domain.matching import Somebody
from board.store.families import somebody
from board.store.family_keys import unredacted

_PEOPLE = text(
    "select x.contact_id, 'child' as kind, case when x.unborn then 'unborn' else 'child' end as part, x.child_id as number, x.given_name, "
    "  x.family_name, x.born_on, x.expected_on, x.address, x.sex, x.school, x.place from children x "
    "where x.hub_id = :hub_id and x.contact_id = any(cast(:contacts as bigint[])) "
    "union all select a.contact_id, 'adult', 'adult', a.adult_id, a.given_name, a.family_name, a.born_on, null, a.address, null, null, "
    "  a.place from adults a where a.hub_id = :hub_id and a.contact_id = any(cast(:contacts as bigint[])) order by kind desc, place"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A child or adult of a contact as they are compared. place: their order there."""

    record: Record
    contact_id: int
    who: Somebody
    school: str | None
    place: int


async def compared(conn: AsyncConnection, hub_id: int, contacts: list[int]) -> list[Compared]:
    """Everybody of these contacts, children first."""
    rows = await conn.execute(_PEOPLE, {"hub_id": hub_id, "contacts": contacts})
    return [
        Compared(
            Record(row.kind, row.number), row.contact_id, somebody(row), unredacted(row.school), row.place
        )
        for row in rows
    ]
