"""Open screens in a process of their own, and what the bench asks of them."""

from __future__ import annotations

import asyncio
import socket
from bisect import bisect_right
from typing import Any

from tests.bench.results import Spread
from tests.bench.screen import Screen
from tests.until import until


class Screens:
    """What the bench asks of a process of screens."""

    def __init__(self) -> None:
        self.screens: list[Screen] = []

    async def open(self, places: list[dict[str, Any]], whole: bool = False, at_once: int = 40) -> int:
        """Open them, and wait until each is live. whole: load each page first and keep what it shows."""
        line = asyncio.Semaphore(at_once)
        new = [Screen(place) for place in places]

        async def one(screen: Screen) -> None:
            async with line:
                if whole:
                    await screen.load()
                await screen.connect()
                await until(lambda: screen.live_at is not None, every=0.005)

        await asyncio.gather(*(one(screen) for screen in new))
        self.screens += new
        return len(self.screens)

    async def close(self) -> None:
        """Close every one of them."""
        for screen in self.screens:
            screen.comes_back = False
            if screen.wire:
                screen.wire.cut()
        self.screens = []

    async def begin(self) -> None:
        """Forget what was noted so far."""
        for screen in self.screens:
            screen.arrivals, screen.gaps, screen.reloads, screen.frame_bytes = [], 0, 0, 0

    async def report(self, commits: dict[str, float], first: int = 0) -> dict[str, Any]:
        """How long each of these commits (seq: when) took to each screen, from number `first` on, and which never came."""
        seqs = sorted(map(int, commits))
        times = [commits[str(seq)] for seq in seqs]
        spread, missing = Spread(), 0
        for screen in self.screens[first:]:
            seen = 0
            for mine, to, at in screen.arrivals:
                low, high = bisect_right(seqs, mine), bisect_right(seqs, to)
                seen += high - low
                for index in range(low, high):
                    spread.add(at - times[index])
            missing += len(seqs) - seen
        gaps = sum(screen.gaps for screen in self.screens)
        received = sum(screen.frame_bytes for screen in self.screens)
        return {"spread": spread.plain(), "missing": missing, "gaps": gaps, "bytes": received}

    async def stall(self, count: int) -> None:
        """The first ones stop reading."""
        for screen in self.screens[:count]:
            if screen.wire and screen.wire.transport:
                raw = screen.wire.transport.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # or the kernel reads on for it
                screen.wire.transport.pause_reading()

    async def unstall(self, count: int) -> None:
        """They read again; cut meanwhile, they come back as the script does."""
        for screen in self.screens[:count]:
            screen.comes_back = True
            if screen.wire and screen.wire.transport and not screen.wire.transport.is_closing():
                screen.wire.transport.resume_reading()

    async def come_back(self) -> None:
        """From now on each one opens its socket again when it is lost, with the script's own waits."""
        for screen in self.screens:
            screen.comes_back = True

    async def cut(self, seconds: float) -> None:
        """Cut every socket; none can be opened for so long."""
        until = asyncio.get_running_loop().time() + seconds
        for screen in self.screens:
            screen.cuts_until = until
            if screen.wire:
                screen.wire.cut()

    async def stand(self) -> dict[str, Any]:
        """Where they stand: how many are live, the least cursor, when the last heartbeat came to any of them, when each had one since, and
        when the last came to be live.
        """
        lives = [screen.live_at for screen in self.screens]
        return {
            "live": sum(at is not None for at in lives),
            "least": min(min(screen.cursors.values()) for screen in self.screens),
            "live_at": max((at for at in lives if at is not None), default=0.0),
            "beat_at": max(screen.beat_at for screen in self.screens),
            "all_beat_at": min(screen.beat_at for screen in self.screens),
            "gaps": sum(screen.gaps for screen in self.screens),
            "reloads": sum(screen.reloads for screen in self.screens),
        }

    async def wrong(self) -> list[str]:
        """Load each page whole and compare: what differs from what the page had come to by frames alone."""
        found: list[str] = []
        for number, screen in enumerate(self.screens):
            screen.comes_back = False
            shown = _shown(screen)
            await screen.load()
            for name, fresh in _shown(screen).items():
                if fresh != shown.get(name):
                    keys = {key for key, _ in fresh.items() ^ shown.get(name, {}).items()}
                    found.append(f"{number} {name.decode()}: {sorted(keys)[:5]}")
        return found


def _shown(screen: Screen) -> dict[bytes, dict[str, str]]:
    return {name: region.picture() for name, region in (screen.regions or {}).items()}
