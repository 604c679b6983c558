"""No more in a minute than a provider takes."""

from __future__ import annotations

import asyncio
import time


class Rate:
    """Lets through so many a minute, evenly, after a first burst of a second's worth."""

    def __init__(self, a_minute: int) -> None:
        self._each_s = 60.0 / max(a_minute, 1)
        self._burst = max(1.0, a_minute / 60.0)
        self._free_at = 0.0

    def left(self) -> int:
        """How many may go now without waiting."""
        behind = max(self._free_at, time.monotonic() - self._burst * self._each_s)
        return int((time.monotonic() - behind) / self._each_s + 1e-6)

    async def wait(self) -> None:
        """Until it is this one's turn."""
        now = time.monotonic()
        self._free_at = max(self._free_at, now - self._burst * self._each_s) + self._each_s
        if self._free_at > now:
            await asyncio.sleep(self._free_at - now)
