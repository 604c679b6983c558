"""The chains as they lie: heads, events in order a batch at a time, and how many readings no seal covers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

BATCH = 1000  # rows held at once: a million events are read in the memory of a thousand
_LAID = text("select to_regclass('public.heads') is not null")
_CHAINS = text(
    "select h.hub_id, h.key, d.epoch, d.seq, d.hash from hubs h left join heads d using (hub_id) order by h.hub_id"
)
_EVENTS = text(
    "select seq, epoch, at, kind, actor_id, contact_id, concerns, body, hash from events where hub_id = :hub_id order by seq"
).execution_options(yield_per=BATCH)
_EPOCHS = text("select distinct epoch from readings where hub_id = :hub_id order by epoch")
_UNSEALED = text(
    "select count(*) from readings where hub_id = :hub_id and epoch = :epoch and txid >= cast(cast(:before as text) as xid8)"
)


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain and its head. epoch, seq, hash: none when the head is not there."""

    hub_id: int
    key: str
    epoch: int | None
    seq: int | None
    hash: bytes | None


@dataclass(frozen=True, slots=True)
class Link:
    """A row of events, column by column."""

    seq: int
    epoch: int
    at: datetime
    kind: str
    actor_id: int | None
    contact_id: int | None
    concerns: list[int]
    body: str
    hash: bytes


async def laid(conn: AsyncConnection) -> bool:
    """Whether this database holds a board at all."""
    return bool((await conn.execute(_LAID)).scalar_one())


async def chains(conn: AsyncConnection) -> list[Chain]:
    """Every chain, the house first."""
    return [Chain(*row) for row in await conn.execute(_CHAINS)]


async def links(conn: AsyncConnection, hub_id: int) -> AsyncIterator[Link]:
    """The events of a chain by number, however many."""
    result = await conn.stream(_EVENTS, {"hub_id": hub_id})
    try:
        async for row in result:
            yield Link(*row)
    finally:
        await result.close()


async def epochs_read(conn: AsyncConnection, hub_id: int) -> list[int]:
    """In which epochs something was read."""
    return [row.epoch for row in await conn.execute(_EPOCHS, {"hub_id": hub_id})]


async def unsealed(conn: AsyncConnection, hub_id: int, epoch: int, before: int) -> int:
    """How many readings of this epoch lie after its last seal, which ends at `before`."""
    facts = {"hub_id": hub_id, "epoch": epoch, "before": str(before)}
    return int((await conn.execute(_UNSEALED, facts)).scalar_one())
