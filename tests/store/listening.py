"""A connection of its own that hears the doorbell, as every process has one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[asyncio.Queue[str]]:
    """Payloads on channel events, in the order in which the transactions were committed."""
    heard: asyncio.Queue[str] = asyncio.Queue()

    def hear(_conn: object, _pid: int, _channel: str, payload: object) -> None:
        heard.put_nowait(str(payload))

    conn = await asyncpg.connect(url)
    try:
        await conn.add_listener("events", hear)
        yield heard
    finally:
        await conn.close()
