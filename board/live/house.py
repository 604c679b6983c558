"""Who may still listen: sessions that end or lock close their sockets at once, and those that run out are looked for every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

import structlog

from board.domain.events import Happened
from board.domain.permissions import lens_of
from board.domain.sessions import Session
from board.live.fanout import Fanout
from board.live.memory import MOST_EVENTS
from board.live.sockets import Socket
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
        self._swept = monotonic()

    def ring(self) -> None:
        """Something was committed in the house."""
        self._woken.set()

    async def run(self) -> None:
        """Follow until cancelled. A sweep stands in for any event that was missed, however busy the house is."""
        while True:
            await self._safely(self.follow)
            if monotonic() - self._swept >= SWEEP_EVERY:
                self._swept = monotonic()
                await self._safely(self.sweep)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_EVERY):
                    await self._woken.wait()
            self._woken.clear()

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:  # whatever it is, sessions that end must go on closing their sockets
            log.warning("house lost", doing=work.__name__, error=type(error).__name__)
            self._woken.set()
            await asyncio.sleep(1)

    async def follow(self) -> None:
        """Close the sockets that the newest events of the house end."""
        async with self.database.snapshot() as conn:
            now = await head(conn, HOUSE)
            since = now.seq if self._seen is None else self._seen
            events: list[Happened] | None = []
            if now.seq > since:
                events = await happened(conn, HOUSE, since, now.seq, most=MOST_EVENTS)
        if events is None:
            await self.sweep()
        else:
            await self.fanout.house(events)
        self._seen = now.seq

    async def sweep(self) -> None:
        """Close the sockets of every session that is not open now (ended, locked, idle or run out), or sits otherwise than it did when
        they were opened.
        """
        sockets = [one for one in self.fanout.everybody() if one.session_id is not None]
        if not sockets:
            return
        now = self.clock()
        async with self.database.connection() as conn:
            sessions = {s.session_id: s for s in await all_sessions(conn, now)}
        for socket in sockets:
            session = sessions.get(socket.session_id) if socket.session_id else None
            stands = session.standing(now) if session else "ended"
            if session is None or stands != "open":
                await self.fanout.end(socket, "locked" if stands == "locked" else "session")
            elif not _sits_as_before(session, socket):
                await self.fanout.end(socket, "seat")


def _sits_as_before(session: Session, socket: Socket) -> bool:
    """Whether this person still sees the board of that hub through the same lens."""
    roles = next((place.roles for place in session.places if place.hub_id == socket.hub_id), None)
    boards = [one.audience for one in socket.listeners if one.audience.kind in ("board", "rota")]
    return roles is not None and all(lens_of(roles) == board.lens for board in boards)
