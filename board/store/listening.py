"""The doorbell's own connection to PostgreSQL: never one from a pool, and never behind a pooler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import asyncpg

from board.store.migrate import driver_url

_HEADS = "select hub_id, epoch, seq from heads"
CHANNEL = "events"


class Listening:
    """A connection that hears `hub:seq` after each commit and can be asked for the heads."""

    def __init__(self, conn: asyncpg.Connection[Any]) -> None:
        self._conn = conn

    @classmethod
    async def open(cls, url: str, heard: Callable[[str], None], *, within: float) -> Listening:
        """Connect and listen. heard: called with each payload. Raises OSError or asyncpg's errors, TimeoutError."""
        conn = await asyncpg.connect(
            driver_url(url),
            timeout=within,
            command_timeout=within,  # to listen is a question too, and a server that froze just now answers none
            server_settings={"application_name": "board doorbell"},
        )
        await conn.add_listener(CHANNEL, lambda _conn, _pid, _channel, payload: heard(str(payload)))
        return cls(conn)

    async def heads(self, *, within: float) -> dict[int, tuple[int, int]]:
        """Epoch and seq of every chain, read now. Raises what `open` raises."""
        rows = await self._conn.fetch(_HEADS, timeout=within)
        return {row["hub_id"]: (row["epoch"], row["seq"]) for row in rows}

    def drop(self) -> None:
        """Let the connection go without waiting for a server that may not answer."""
        self._conn.terminate()
