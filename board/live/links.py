"""Sockets of pages that links opened: nothing is pushed to them but that the page must empty itself.

Each event of a hub, of any kind, has this process ask the database which of its pages may stay, so that a new way for a link to end
closes its sockets without a word here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from starlette.websockets import WebSocket

from board.domain.link.sessions import LinkSession
from board.live.sockets import CLOSE_WITHIN, GONE, TOO_MANY
from board.store.engine import Database
from board.store.link import open_link_sessions

log = structlog.get_logger("board.live")
SWEEP_EVERY = 5.0
COALESCE = 0.05
MOST_A_SESSION = 5


@dataclass(eq=False, slots=True)
class LinkSocket:
    """An open page of a link."""

    websocket: WebSocket
    session_id: UUID


class LinkSockets:
    """The open pages of one process."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._open: dict[int, set[LinkSocket]] = defaultdict(set)
        self._rung: set[int] = set()
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def ring(self, hub_id: int) -> None:
        """Something was committed in this hub."""
        if self._open.get(hub_id):
            self._rung.add(hub_id)
            self._woken.set()

    async def run(self) -> None:
        """Follow until cancelled. A sweep stands in for events that were missed, and for what time alone ends."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_EVERY):
                    await self._woken.wait()
                    await asyncio.sleep(COALESCE)
            self._woken.clear()
            hubs, self._rung = self._rung or set(self._open), set()
            for hub_id in hubs:
                try:
                    await self._look(hub_id)
                except Exception as error:  # whatever it is, links that end must go on closing their pages
                    log.warning("links lost", hub=hub_id, error=type(error).__name__)
                    self._rung.add(hub_id)

    async def stay(self, websocket: WebSocket, session: LinkSession) -> None:
        """Keep this page until it goes or must go."""
        hub_id = session.link.hub_id
        one, there = LinkSocket(websocket, session.session_id), self._open[hub_id]
        if sum(other.session_id == one.session_id for other in there) >= MOST_A_SESSION:
            await websocket.close(TOO_MANY)
            return
        there.add(one)
        try:
            # Asked again now that it hears: the link may have ended since the guard looked.
            await self._look(hub_id)
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass  # sockets go down only
        finally:
            self._forget(hub_id, one)

    async def refuse(self, websocket: WebSocket, why: str) -> None:
        """Tell a page that it may not stay, and close it. why: over or locked."""
        await websocket.send_json({"ended": why})
        await websocket.close(GONE)

    async def _look(self, hub_id: int) -> None:
        there = self._open.get(hub_id)
        if not there:
            return
        now = self._clock()
        async with self._database.connection() as conn:
            found = await open_link_sessions(conn, hub_id, now)
        standings = {one.session_id: one.standing(now) for one in found}
        for one in list(there):
            standing = standings.get(one.session_id, "over")
            if standing != "open":
                self._forget(hub_id, one)
                self._tasks.add(task := asyncio.create_task(self._end(one, standing)))
                task.add_done_callback(self._tasks.discard)

    async def _end(self, one: LinkSocket, why: str) -> None:
        with contextlib.suppress(Exception):  # it went away by itself
            async with asyncio.timeout(CLOSE_WITHIN):
                await self.refuse(one.websocket, why)

    def _forget(self, hub_id: int, one: LinkSocket) -> None:
        self._open[hub_id].discard(one)
        if not self._open[hub_id]:
            self._open.pop(hub_id, None)
