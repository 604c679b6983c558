"""Facts of people on a contact as they stand: the newest of each kind, of each person and of each adult with each child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NEWEST = text(
    "select distinct on (kind, adult_id, child_id) * from person_facts where hub_id = :hub_id and contact_id = :contact_id "
    "order by kind, adult_id, child_id, person_fact_id desc"
)


async def newest(conn: AsyncConnection, key: Mapping[str, Any]) -> Sequence[Any]:
    """The facts that stand on the contact with this key."""
    return (await conn.execute(_NEWEST, key)).all()
