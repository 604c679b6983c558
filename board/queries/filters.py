"""The filters somebody saved."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.facets import Filter, Group
from board.views.desk import SavedFilter

_THEIRS = text(
    "select filter_id, name, words from saved_filters where hub_id = :hub_id and person_id = :person_id and removed_at is null "
    "order by lower(name), filter_id"
)


async def saved_filters(
    conn: AsyncConnection, hub_id: int, person_id: int, known: Sequence[Group]
) -> tuple[SavedFilter, ...]:
    """This person's filters in this hub, by name; of each what the hub's policy still knows."""
    rows = await conn.execute(_THEIRS, {"hub_id": hub_id, "person_id": person_id})
    return tuple(
        SavedFilter(row.filter_id, row.name, urlencode(Filter.parse(row.words, known).pairs()))
        for row in rows
    )
