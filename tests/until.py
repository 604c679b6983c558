"""Waiting for something to become true, as long as it takes and no longer than is bearable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_S = 0.02


async def until(look: Callable[[], Awaitable[T]], within: float = 20.0) -> T:
    """What `look` answers as soon as it answers something true. Raises AssertionError with its last answer when it never does."""
    end = time.monotonic() + within
    while not (found := await look()):
        assert time.monotonic() < end, f"not within {within:g} s: {look.__qualname__} still answers {found!r}"
        await asyncio.sleep(LOOK_S)
    return found
