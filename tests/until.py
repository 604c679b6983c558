"""Waiting for something to become true, as long as it takes and no longer than is bearable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from inspect import isawaitable
from typing import Any, TypeVar, overload

T = TypeVar("T")
LOOK_S = 0.02


def in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """What this work answers, done in a thread of its own: Playwright keeps the loop of the caller's thread running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@overload
async def until(look: Callable[[], Awaitable[T]], within: float = 20.0, *, every: float = LOOK_S) -> T: ...
@overload
async def until(look: Callable[[], T], within: float = 20.0, *, every: float = LOOK_S) -> T: ...
async def until(look: Callable[[], Any], within: float = 20.0, *, every: float = LOOK_S) -> Any:
    """What `look` answers as soon as it answers something true. Raises AssertionError with its last answer when it never does."""
    end = time.monotonic() + within
    while True:
        answer = look()
        found = await answer if isawaitable(answer) else answer
        if found:
            return found
        assert time.monotonic() < end, f"not within {within:g} s: {look.__qualname__} still answers {found!r}"
        await asyncio.sleep(every)
