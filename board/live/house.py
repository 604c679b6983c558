"""Who may still listen: sessions that end or lock close their sockets at once, and those that run out are looked for every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from board.domain.events import Happened
from board.domain.refusals import Refusal
from board.live.fanout import Fanout
from board.live.memory import MOST_EVENTS
from board.queries.happened import happened, head
from board.store.engine import Database
from board.store.sessions import all_sessions

log = structlog.get_logger("board.live")
HOUSE = 0
SWEEP_EVERY = 10.0


class House:
    """Follows the chain of the house for one process's sockets."""

    def __init__(self, database: Database, fanout: Fanout, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.fanout = fanout
        self.clock = clock
        self._woken = asyncio.Event()
        self._seen: int | None = None

    def ring(self) -> None:
        """Something was committed in the house."""
        self._woken.set()

    async def run(self) -> None:
        """Follow until cancelled. A sweep stands in for any event that was missed."""
        while True:
            try:
                await self.follow()
                async with asyncio.timeout(SWEEP_EVERY):
                    await self._woken.wait()
                self._woken.clear()
            except TimeoutError:
                await self._sweep_safely()
            except (Refusal, OSError) as error:
                log.warning("house lost", error=type(error).__name__)
                await asyncio.sleep(1)

    async def follow(self) -> None:
        """Close the sockets that the newest events of the house end."""
        async with self.database.snapshot() as conn:
            now = await head(conn, HOUSE)
            since, self._seen = self._seen, now.seq
            events: list[Happened] | None = []
            if since is not None and now.seq > since:
                events = await happened(conn, HOUSE, since, now.seq, most=MOST_EVENTS)
        if events is None:
            await self.sweep()
        else:
            await self.fanout.house(events)

    async def _sweep_safely(self) -> None:
        try:
            await self.sweep()
        except (Refusal, OSError) as error:
            log.warning("sweep failed", error=type(error).__name__)

    async def sweep(self) -> None:
        """Close the sockets of every session that is not open now: ended, locked, idle or run out."""
        sockets = [one for one in self.fanout.everybody() if one.session_id is not None]
        if not sockets:
            return
        now = self.clock()
        async with self.database.connection() as conn:
            standing = {s.session_id: s.standing(now) for s in await all_sessions(conn, now)}
        for socket in sockets:
            stands = standing.get(socket.session_id) if socket.session_id else None
            if stands != "open":
                await self.fanout.end(socket, "locked" if stands == "locked" else "session")
