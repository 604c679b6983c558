"""What the tests of the rehearsal ask of a database."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.chain import GENESIS, link

_EVENTS = text("select seq, body, hash from events where hub_id = :hub_id order by seq")
_HEAD = text("select seq, hash from heads where hub_id = :hub_id")
_HUBS = text("select hub_id from hubs order by hub_id")


async def broken_chains(conn: AsyncConnection) -> list[int]:
    """Hubs whose events do not follow from each other, without a gap, up to their head."""
    broken = []
    for hub_id in (await conn.execute(_HUBS)).scalars().all():
        seq, previous = 0, GENESIS
        rows = (await conn.execute(_EVENTS, {"hub_id": hub_id})).all()
        for row in rows:
            seq, previous = seq + 1, link(previous, row.body)
            if (row.seq, bytes(row.hash)) != (seq, previous):
                broken.append(hub_id)
        head = (await conn.execute(_HEAD, {"hub_id": hub_id})).one()
        if (head.seq, bytes(head.hash)) != (seq, previous):
            broken.append(hub_id)
    return broken


async def counts(conn: AsyncConnection) -> dict[str, int]:
    """How many rows the tables have that a morning writes."""
    tables = (
        "hubs",
        "people",
        "seats",
        "contacts",
        "children",
        "adults",
        "claims",
        "ratings",
        "clocks",
        "events",
    )
    found = {}
    for table in tables:
        found[table] = (await conn.execute(text(f"select count(*) from {table}"))).scalar_one()
    return found
