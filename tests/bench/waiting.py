"""Waiting for what another process does, looked at again and again, bounded in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


async def until(come: Callable[[], bool], *, within: float = 30.0, every: float = 0.01) -> None:
    """Wait until this holds. Raises TimeoutError."""

    async def asked() -> bool:
        return come()

    await until_told(asked, within=within, every=every)


async def until_told(come: Callable[[], Awaitable[bool]], *, within: float, every: float = 0.05) -> None:
    """Wait until somebody asked says yes. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while True:
            if await come():
                return
            await asyncio.sleep(every)
