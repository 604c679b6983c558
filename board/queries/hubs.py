"""Hubs by number and key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_HUBS = text("select hub_id, key, name from hubs where hub_id > 0 order by hub_id")


@dataclass(frozen=True, slots=True)
class HubName:
    """A hub and what it is called."""

    hub_id: int
    key: str
    name: str


async def hub_names(conn: AsyncConnection) -> dict[int, HubName]:
    """Every hub by its number; never the house."""
    return {row.hub_id: HubName(*row) for row in await conn.execute(_HUBS)}
