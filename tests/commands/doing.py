"""What tests of commands say often: one command in a transaction of its own, and what then stands in the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from board.store.engine import Database
from tests import make


async def do(database: Database, command: Any, *given: Any, minutes: float = 0, **more: Any) -> Any:
    """One command in a transaction of its own, some minutes after the tests' moment."""
    async with database.transaction() as tx:
        return await command(tx, *given, now=make.NOW + timedelta(minutes=minutes), **more)


async def rows(database: Database, query: str, **facts: Any) -> list[tuple[Any, ...]]:
    async with database.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(query), facts)]


async def holder(database: Database, ref: str) -> str | None:
    """Name of whoever has this contact."""
    query = (
        "select p.name from claims cl join contacts c using (hub_id, contact_id) join people p on p.person_id = cl.person_id "
        "where c.ref = :ref and cl.released_at is null"
    )
    found = await rows(database, query, ref=ref)
    return found[0][0] if found else None


async def manager(database: Database, ref: str) -> str | None:
    """Name of whoever decides this contact, which contact and history say alike."""
    query = (
        "select p.name, (select o.person_id from owners o where o.hub_id = c.hub_id and o.contact_id = c.contact_id "
        "and o.ended_at is null), c.deciding_manager from contacts c left join people p on p.person_id = c.deciding_manager "
        "where c.ref = :ref"
    )
    [(name, open_row, pointed)] = await rows(database, query, ref=ref)
    assert open_row == pointed
    return str(name) if name else None


async def clocks(database: Database, ref: str) -> dict[str, Any]:
    """When each clock of this contact that runs is due."""
    query = "select k.kind, k.due_at from clocks k join contacts c using (hub_id, contact_id) where c.ref = :ref and k.stopped_at is null"
    return {str(kind): due_at for kind, due_at in await rows(database, query, ref=ref)}
