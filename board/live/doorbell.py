"""Hear of every commit: NOTIFY rings, and every second each process looks by seq anyway. A lost notify costs a second, never an event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import asyncpg
import structlog

from board.store.listening import Listening

log = structlog.get_logger("board.live")
LOOK_EVERY = 1.0
ANSWER_WITHIN = 1.0
Heads = dict[int, tuple[int, int]]
TROUBLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Doorbell:
    """One listening connection, opened again whenever it is lost.

    ring(hub_id): something was committed there. looked(heads): the heads were read from the database just now; not called while it
    cannot be read, which is what withholds heartbeats. felt(seconds a worker has been silent, what waits longest): read just before.
    """

    def __init__(
        self,
        url: str,
        ring: Callable[[int], None],
        looked: Callable[[Heads], None],
        felt: Callable[[float | None, datetime | None], None] = lambda *_: None,
    ) -> None:
        self._url = url
        self._ring = ring
        self._looked = looked
        self._felt = felt

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen()
            except TROUBLE as error:
                log.warning("doorbell lost", error=type(error).__name__)
            except Exception as error:  # no heartbeat goes out without it, so it must not end
                log.exception("doorbell broke", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY / 2)

    async def _listen(self) -> None:
        listening = await Listening.open(self._url, self._heard, within=5)
        try:
            while True:
                self._felt(*await listening.pulse(within=ANSWER_WITHIN))
                self._looked(await listening.heads(within=ANSWER_WITHIN))
                await asyncio.sleep(LOOK_EVERY)
        finally:
            listening.drop()

    def _heard(self, payload: str) -> None:
        hub, _, seq = payload.partition(":")
        if hub.isdigit() and seq.isdigit():
            self._ring(int(hub))
