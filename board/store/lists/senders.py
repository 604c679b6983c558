"""The senders of a hub's lists, as they are stored."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.lists.senders import Sender

_COLUMNS = "sender_id, name, source, concern, encoding, hidden, columns"
_ALL = text(f"select {_COLUMNS} from senders where hub_id = :hub_id order by lower(name)")  # noqa: S608 - constants of this file
_NAMED = text(f"select {_COLUMNS} from senders where hub_id = :hub_id and lower(name) = lower(:name)")  # noqa: S608
_NUMBERED = text(f"select {_COLUMNS} from senders where hub_id = :hub_id and sender_id = :sender_id")  # noqa: S608


async def senders(conn: AsyncConnection, hub_id: int) -> tuple[Sender, ...]:
    """Every sender of this hub, by name."""
    return tuple(Sender(**row._mapping) for row in await conn.execute(_ALL, {"hub_id": hub_id}))


async def sender_named(conn: AsyncConnection, hub_id: int, name: str) -> Sender | None:
    """The sender of this name, in capitals or not."""
    row = (await conn.execute(_NAMED, {"hub_id": hub_id, "name": " ".join(name.split())})).one_or_none()
    return None if row is None else Sender(**row._mapping)


async def sender_numbered(conn: AsyncConnection, hub_id: int, sender_id: int) -> Sender | None:
    """The sender with this number."""
    row = (await conn.execute(_NUMBERED, {"hub_id": hub_id, "sender_id": sender_id})).one_or_none()
    return None if row is None else Sender(**row._mapping)
