"""One open screen: a raw socket that keeps its cursors as the page's script does, and notes when what came."""

from __future__ import annotations

import asyncio
import json
import random
import re
from contextlib import suppress
from time import time
from typing import Any

from tests.bench.raw_client import Http, Wire, upgrade
from tests.live.page import LiveRegion, read

HEADER = re.compile(rb'\{"audience":"([^"]+)","epoch":(\d+),"from":(\d+),"to":(\d+),')
FIRST_WAIT, LONGEST_WAIT, EVEN_TRIES, DOUBLINGS = (0.3, 1.0), 8.0, 4, 6  # as board/static/socket.js


class Screen:
    """One open page. arrivals: (stood at, stands at, when) of each frame of its first audience.

    regions: what each audience's part shows, where the page is kept whole; none where only times matter.
    """

    def __init__(self, place: dict[str, Any]) -> None:
        self.place = place
        self.cursors = {name.encode(): int(place["seq"]) for name in place["audiences"]}
        self.main = next(iter(self.cursors))
        self.regions: dict[bytes, LiveRegion] | None = None
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
            if self.regions is not None:
                self.regions[audience].apply(json.loads(payload)["content"])
        self.caught_up.add(audience)
        if self.live_at is None and len(self.caught_up) == len(self.cursors):
            self.live_at = at

    async def load(self) -> None:
        """Load the page whole, as the script does when it is told to or begins."""
        http = Http(self.place["port"])
        with suppress(OSError, EOFError):
            status, body = await http.ask("GET", self.place["path"], {"Cookie": self.place["cookie"]})
            if status == 200:
                self.regions = {one.audience.encode(): one for one in read(body.decode())}
                self.cursors = {name: one.seq for name, one in self.regions.items()}
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
        wait = random.uniform(*FIRST_WAIT) * 2 ** min(max(0, self.tries - EVEN_TRIES), DOUBLINGS)
        longest = LONGEST_WAIT * random.uniform(0.7, 1)
        await asyncio.sleep(max(min(wait, longest), self.cuts_until - now))
        try:
            await self.connect()
        except OSError:
            self._later(self._again())

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
