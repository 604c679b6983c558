"""Earlier contacts of the same people, in SQL, as far as everybody who shares a page may know of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.identity.repeats import RepeatSettings
from board.store.visibility import apart, open_to_all_of

_OTHERS = (
    "from identity_records m join identity_records t on t.hub_id = m.hub_id and t.identity_id = m.identity_id and t.parted_at is null "
    "join contacts o on o.hub_id = t.hub_id and o.contact_id = t.contact_id and o.contact_id <> c.contact_id "
    "where m.hub_id = c.hub_id and m.contact_id = c.contact_id and m.parted_at is null "
    f"and coalesce(o.joined_to, o.contact_id) <> coalesce(c.joined_to, c.contact_id) and {open_to_all_of()}"
)
_NUMBERS = (
    "array(select distinct coalesce(o.joined_to, o.contact_id) {0} and m.part = any(cast(:parts as text[])) "
    "and (o.received_at, o.contact_id) < (c.received_at, c.contact_id) "
    "and o.received_at >= c.received_at - make_interval(months => cast(:months as integer)) "
    "and (o.outcome is null or o.outcome <> all(cast(:left_out as text[]))))"
)
_SHOWN = f"{_OTHERS} and not {apart('o', ':reader')}"
EARLIER = _NUMBERS.format(_SHOWN)
"""The numbers of the earlier contacts of c that count by the definition of the hub, without those kept from the reader. One incident
counts once.
"""
_NEWEST = text(
    "select * from (select distinct on (coalesce(o.joined_to, o.contact_id)) o.ref, o.received_at, o.contact_id, o.closed_at, "  # noqa: S608
    f"  case when not o.source_hidden then o.source end as source, o.outcome, o.joined_to is not null as joined, "
    f"  cardinality({EARLIER}) as earlier "
    f"  from contacts c, lateral (select o.* {_SHOWN}) o where c.hub_id = :hub_id and c.contact_id = :contact_id "
    "  order by coalesce(o.joined_to, o.contact_id), o.joined_to is not null) o order by received_at desc, contact_id desc limit :most"
)


def repeat_facts(repeats: RepeatSettings, reader: int | None = None) -> dict[str, Any]:
    """The definition of the hub, as EARLIER reads it. reader: the one person it is read for."""
    return {
        "reader": reader,
        "months": repeats.months,
        "parts": repeats.parts,
        "left_out": list(repeats.outcomes_left_out),
    }


async def newest_others(
    conn: AsyncConnection,
    hub_id: int,
    contact_id: int,
    repeats: RepeatSettings,
    most: int,
    reader: int | None = None,
) -> list[Any]:
    """The newest other contacts of the same people, each with the count of earlier ones beside it, as far as everybody who shares the
    page of this one may know of them. reader: without what is kept from them.
    """
    facts = {"hub_id": hub_id, "contact_id": contact_id, "most": most} | repeat_facts(repeats, reader)
    return list((await conn.execute(_NEWEST, facts)).all())
