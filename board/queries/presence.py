"""Who looks at what, with the names to say it and the people it may be said to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.visibility import people_apart, people_named

_LOOKED_AT = text(
    f"select c.ref, case when c.restricted then {people_named()} end as named, {people_apart()} as apart "  # noqa: S608
    "from contacts c where c.hub_id = :hub_id and c.ref = any(cast(:refs as text[]))"
)
_NAMES = text("select person_id, name from people where person_id = any(cast(:people as bigint[]))")
Looker = tuple[int, str]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The people who have one contact open, by name. told: who may know of it at all; none where everybody at a desk may.

    apart: from whom it is kept all the same, because of an interest in its family.
    """

    lookers: tuple[Looker, ...]
    told: frozenset[int] | None
    apart: frozenset[int] = frozenset()


async def looked_at(
    conn: AsyncConnection, hub_id: int, looking: Collection[tuple[str, int]]
) -> dict[str, LookedAt]:
    """By reference, from pairs of a reference and whoever has it open. At a restricted contact only those named look."""
    if not looking:
        return {}
    refs, people = {ref for ref, _ in looking}, {person for _, person in looking}
    rows = (await conn.execute(_LOOKED_AT, {"hub_id": hub_id, "refs": sorted(refs)})).all()
    names = {row.person_id: row.name for row in await conn.execute(_NAMES, {"people": sorted(people)})}
    found = {}
    for row in rows:
        told = None if row.named is None else frozenset(row.named)
        lookers = sorted(
            (names[person], person)
            for ref, person in looking
            if ref == row.ref
            and person in names
            and person not in row.apart
            and (told is None or person in told)
        )
        apart = frozenset(row.apart)
        found[row.ref] = LookedAt(tuple((person, name) for name, person in lookers), told, apart)
    return found
