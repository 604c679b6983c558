"""Open screens in a process of their own: raw sockets that keep cursors as the page's script does, and note when what came."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
from bisect import bisect_right
from contextlib import suppress
from time import time
from typing import Any

from board.bench import regions
from board.bench.figures import Spread
from board.bench.waiting import until
from board.bench.wire import Http, Wire, upgrade

HEADER = re.compile(rb'\{"audience":"([^"]+)","epoch":(\d+),"from":(\d+),"to":(\d+),')
FIRST_WAIT, LONGEST_WAIT, EVEN_TRIES, DOUBLINGS = (0.3, 1.0), 8.0, 4, 6  # as board/static/socket.js


class Screen:
    """One open page. arrivals: (stood at, stands at, when) of each frame of its first audience.

    pieces: what each of its regions shows, where the page is kept as one; none where only times matter.
    """

    def __init__(self, place: dict[str, Any]) -> None:
        self.place = place
        self.cursors = {name.encode(): int(place["seq"]) for name in place["audiences"]}
        self.main = next(iter(self.cursors))
        self.pieces: dict[bytes, dict[str, str]] | None = None
        self.arrivals: list[tuple[int, int, float]] = []
        self.caught_up: set[bytes] = set()
        self.live_at: float | None = None
        self.beat_at = 0.0
        self.gaps = self.reloads = self.tries = self.frame_bytes = 0
        self.wire: Wire | None = None
        self.comes_back = False
        self.cuts_until = 0.0
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def stands(self) -> str:
        """Epoch and cursors, as the page's script says them."""
        return ".".join(map(str, (self.place["epoch"], *self.cursors.values())))

    async def connect(self) -> None:
        """Open the socket from where the page stands. Raises OSError."""
        self.caught_up.clear()
        path = f"/live/socket?page={self.place['page']}&since={self.stands}"
        hello = upgrade(path, self.place["port"], self.place["cookie"])
        wire = Wire(hello, self.heard, self.over)
        self.wire = wire
        await asyncio.get_running_loop().create_connection(lambda: wire, "127.0.0.1", self.place["port"])

    def heard(self, payload: bytes) -> None:
        """A message from the server."""
        at = time()
        header = HEADER.match(payload)
        if header is not None:
            self._frame(header[1], int(header[3]), int(header[4]), at, payload)
            return
        message = json.loads(payload)
        if "beat" in message:
            self.beat_at, self.tries = at, 0
            for name, mine in self.cursors.items():
                self.cursors[name] = max(mine, message["seq"])
        elif "reload" in message:
            self.reloads += 1
            self._later(self.load())

    def _frame(self, audience: bytes, since: int, to: int, at: float, payload: bytes) -> None:
        mine = self.cursors[audience]
        self.frame_bytes += len(payload)
        if since > mine:
            self.gaps += 1
            return
        if to > mine:
            self.cursors[audience] = to
            if audience == self.main:
                self.arrivals.append((mine, to, at))
            if self.pieces is not None:
                regions.apply(self.pieces[audience], json.loads(payload)["content"])
        self.caught_up.add(audience)
        if self.live_at is None and len(self.caught_up) == len(self.cursors):
            self.live_at = at

    async def load(self) -> None:
        """Load the page whole, as the script does when it is told to or begins."""
        http = Http(self.place["port"])
        with suppress(OSError, EOFError):
            status, body = await http.ask("GET", self.place["path"], {"Cookie": self.place["cookie"]})
            if status == 200:
                found = regions.read(body.decode())
                self.cursors = {one.audience.encode(): one.seq for one in found}
                self.pieces = {one.audience.encode(): one.pieces for one in found}
        http.close()
        if self.wire is not None:
            self.wire.cut()  # and the socket is opened anew from there

    def over(self) -> None:
        """The socket is gone."""
        self.live_at = None
        if self.comes_back:
            self._later(self._again())

    async def _again(self) -> None:
        now = asyncio.get_running_loop().time()
        self.tries += 1
        wait = random.uniform(*FIRST_WAIT) * 2 ** min(max(0, self.tries - EVEN_TRIES), DOUBLINGS)  # noqa: S311
        longest = LONGEST_WAIT * random.uniform(0.7, 1)  # noqa: S311
        await asyncio.sleep(max(min(wait, longest), self.cuts_until - now))
        try:
            await self.connect()
        except OSError:
            self._later(self._again())

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


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
        """Where they stand: how many are live, the least cursor, and when the last beat and the last to be live were."""
        lives = [screen.live_at for screen in self.screens]
        return {
            "live": sum(at is not None for at in lives),
            "least": min(min(screen.cursors.values()) for screen in self.screens),
            "live_at": max((at for at in lives if at is not None), default=0.0),
            "beat_at": max(screen.beat_at for screen in self.screens),
            "gaps": sum(screen.gaps for screen in self.screens),
            "reloads": sum(screen.reloads for screen in self.screens),
        }

    async def wrong(self) -> list[str]:
        """Load each page whole and compare: what differs from what the page had come to by frames alone."""
        found: list[str] = []
        for number, screen in enumerate(self.screens):
            kept, screen.comes_back = screen.pieces or {}, False
            shown = {name: {key: html.strip() for key, html in part.items()} for name, part in kept.items()}
            await screen.load()
            for name, part in (screen.pieces or {}).items():
                fresh = {key: html.strip() for key, html in part.items()}
                if fresh != shown.get(name):
                    keys = {key for key, _ in fresh.items() ^ shown.get(name, {}).items()}
                    found.append(f"{number} {name.decode()}: {sorted(keys)[:5]}")
        return found
