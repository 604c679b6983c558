"""What this database is: whose people are in it, and whether anybody is in it at all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from board.store.engine import Database

_DEPLOYMENT = text(
    "select invented, not exists (select from hubs where hub_id <> 0) as empty from deployment"
)


@dataclass(frozen=True, slots=True)
class Deployment:
    """invented: everybody in it is made up. empty: it has no hub yet."""

    invented: bool
    empty: bool


async def deployment(database_url: str) -> Deployment:
    """Ask a database whose schema is laid."""
    database = Database(database_url, pool_size=1)
    try:
        async with database.connection() as conn:
            row = (await conn.execute(_DEPLOYMENT)).one()
    finally:
        await database.close()
    return Deployment(invented=row.invented, empty=row.empty)
