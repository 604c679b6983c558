"""The agencies of a hub."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_KEYS = text("select key from agencies where hub_id = :hub_id order by agency_id")


async def agency_keys(conn: AsyncConnection, hub_id: int) -> tuple[str, ...]:
    """The keys of the hub's agencies, the one that runs it first."""
    return tuple((await conn.execute(_KEYS, {"hub_id": hub_id})).scalars())
