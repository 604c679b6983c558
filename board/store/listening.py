"""Connections of our own to PostgreSQL for listening: never one from a pool, and never behind a pooler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from board.store.migrate import driver_url

_HEADS = "select hub_id, epoch, seq from heads"
# One number each, from the first entry of an index, however many clocks there are or were. Nobody gets through where nothing can be
# written, which is so at once, before the workers' own silence tells it.
PULSE = (
    "select (select extract(epoch from now() - max(ticked_at))::float8 from engine_workers where ended_at is null "
    "  and not pg_is_in_recovery() and not current_setting('default_transaction_read_only')::boolean) as silent_s, "
    "least((select min(due_at) from clocks where stopped_at is null and fired_at is null), "
    "(select min(next_rung_at) from clocks where stopped_at is null and next_rung_at is not null)) as oldest"
)
_SAY = "select pg_notify($1, said) from unnest($2::text[]) as said"
CHANNEL = "events"
PRESENCE = "presence"


class Listening:
    """A connection that hears a channel and can be asked for the heads. Events' channel says `hub:seq` after each commit."""

    def __init__(self, conn: asyncpg.Connection[Any]) -> None:
        self._conn = conn

    @classmethod
    async def open(
        cls, url: str, heard: Callable[[str], None], *, within: float, channel: str = CHANNEL
    ) -> Listening:
        """Connect and listen. heard: called with each payload. Raises OSError or asyncpg's errors, TimeoutError."""
        conn = await asyncpg.connect(
            driver_url(url),
            timeout=within,
            command_timeout=within,  # to listen is a question too, and a server that froze just now answers none
            server_settings={"application_name": f"board {'doorbell' if channel == CHANNEL else channel}"},
        )
        await conn.add_listener(channel, lambda _conn, _pid, _channel, payload: heard(str(payload)))
        return cls(conn)

    async def heads(self, *, within: float) -> dict[int, tuple[int, int]]:
        """Epoch and seq of every chain, read now. Raises what `open` raises."""
        rows = await self._conn.fetch(_HEADS, timeout=within)
        return {row["hub_id"]: (row["epoch"], row["seq"]) for row in rows}

    async def pulse(self, *, within: float) -> tuple[float | None, datetime | None]:
        """Seconds since a worker last got through, none when none ever did; and the moment of what is due or waits next. Read now."""
        row = await self._conn.fetchrow(PULSE, timeout=within)
        assert row is not None
        return row["silent_s"], row["oldest"]

    async def say(self, channel: str, said: Sequence[str], *, within: float) -> None:
        """Let every listener of the channel hear these, together and in order. Raises what `open` raises."""
        await self._conn.execute(_SAY, channel, list(said), timeout=within)

    def drop(self) -> None:
        """Let the connection go without waiting for a server that may not answer."""
        self._conn.terminate()
