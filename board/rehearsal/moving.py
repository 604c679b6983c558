"""Keep the invented morning moving: decisions about the board as it stands, done by the board's own commands.

Only the pauses shrink with the speed; the clock is the board's own, so at speed 10 ten times as much happens in the same hour.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import structlog

from board.clock import clock_of
from board.domain.contacts import LONDON, NewContact
from board.domain.people import Actor
from board.domain.refusals import BadInput, DatabaseAway, NotHere, Refusal
from board.logs import set_up
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.cards import live_cards
from board.queries.people import is_invented
from board.rehearsal.decisions import BoardNow, Morning, Standing
from board.rehearsal.hub import NORTHBOROUGH, InventedHub
from board.rehearsal.reopening import reopen
from board.rehearsal.steps import Arrive, Close, Restrict, Step, perform
from board.settings import Settings
from board.store.engine import Database
from board.store.policies import policy

log = structlog.get_logger("board.rehearsal")
AGAIN_S = 2.0  # between tries to reach a database that is away
_REMEMBERED = 200
_UNRATED = "unrated"

Wait = Callable[[float], Awaitable[bool]]
"""Wait so many seconds, less when told to stop; answers whether it was told."""


class NotInvented(Refusal):
    """This database is not marked as holding invented people, so nothing was rehearsed in it. Rehearse on a database of its own."""


class NothingToMove(Refusal):
    """This database has no hub {key} to rehearse in. Start the board once on an empty database, and it will have one."""


def run(settings: Settings, speed: float, seed: int) -> None:
    """Keep the hub northborough moving until SIGTERM or SIGINT. The same seed brings the same people, texts and decisions.

    speed: how much faster than life. Raises BadInput, NotInvented, NothingToMove.
    """
    if not speed > 0:
        raise BadInput({"speed": "The speed is a number above 0."})
    set_up(settings)
    asyncio.run(_until_told(settings, speed, seed))


async def _until_told(settings: Settings, speed: float, seed: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    database = Database(settings.database_url or "", pool_size=2)
    try:
        await move(database, settings, speed=speed, seed=seed, wait=_waiting(stop))
    finally:
        await database.close()


def _waiting(stop: asyncio.Event) -> Wait:
    async def wait(seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
        return stop.is_set()

    return wait


async def move(database: Database, settings: Settings, *, speed: float, seed: int, wait: Wait) -> None:
    """Move until `wait` says to stop; a database that goes away is waited for. Raises NotInvented, NothingToMove."""
    stage: Stage | None = None
    while stage is None:
        try:
            entered = await enter(database, settings, seed)
            await reopen(database, entered.clock())
            stage = entered
        except DatabaseAway:
            if await wait(AGAIN_S):
                return
    await play(stage, speed=speed, wait=wait)


async def enter(
    database: Database,
    settings: Settings | None,
    seed: int,
    *,
    hub: InventedHub = NORTHBOROUGH,
    clock: Callable[[], datetime] | None = None,
) -> Stage:
    """Look who works in this hub. clock: instead of the settings'. Raises NotInvented, NothingToMove, DatabaseAway."""
    async with database.connection() as conn:
        if not await is_invented(conn):
            raise NotInvented
        hub_id = (await hub_numbers(conn)).get(hub.key)
        if hub_id is None:
            raise NothingToMove(key=hub.key)
        staff = []
        for seat in hub.seats:
            with suppress(NotHere):  # somebody whose seat was ended
                staff.append(await actor_of_email(conn, hub_id, seat.email))
    now = clock or clock_of(settings or Settings.from_env(), invented=True)
    return Stage(database, hub_id, tuple(staff), seed, now)


class Stage:
    """The hub that is moved, and what its driver remembers. done: steps that changed something, since it began."""

    def __init__(
        self,
        database: Database,
        hub_id: int,
        staff: tuple[Actor, ...],
        seed: int,
        clock: Callable[[], datetime],
    ) -> None:
        self.database = database
        self.clock = clock
        self.done = 0
        self._hub_id = hub_id
        self._staff = staff
        self._sent: dict[str, NewContact] = {}
        self._restricted: list[tuple[str, Actor]] = []
        # The same seed moved again in the same database is another morning: its senders have other references.
        self.morning = Morning(seed, f"{int(clock().timestamp()):X}")

    async def moment(self) -> Step | None:
        """Let one moment pass: what was done, if anything. Raises DatabaseAway; other refusals are what a busy room is like."""
        now = self.clock()
        step = self.morning.next(await self.look(now), now)
        if step is None:
            return None
        try:
            async with self.database.transaction() as tx:
                ref = await perform(tx, step, now=now)
        except DatabaseAway:
            raise
        except Refusal as said:  # somebody at a desk was faster
            log.debug("a step was refused", refusal=said.title)
            return None
        self._remember(step, ref)
        self.done += 1
        return step

    async def look(self, now: datetime) -> BoardNow:
        """The board as it stands."""
        async with self.database.snapshot() as conn:
            rules = await policy(conn, self._hub_id, now)
            cards = await live_cards(conn, self._hub_id, rules, now.astimezone(LONDON).date())
        standing = [
            Standing(
                card.contact_id,
                card.ref,
                None if card.rag.code == _UNRATED else card.rag.code,
                card.holder_id,
                not card.children_unknown,
            )
            for card in cards
        ]
        standing.sort(key=lambda contact: contact.contact_id)
        return BoardNow(standing, self._staff, rules.rag_codes(), self._sent, self._restricted)

    def _remember(self, step: Step, ref: str) -> None:
        if isinstance(step, Arrive):
            self._sent[ref] = step.new
            if len(self._sent) > _REMEMBERED:
                del self._sent[next(iter(self._sent))]
        elif isinstance(step, Restrict):
            self._restricted.append((ref, step.by))
        elif isinstance(step, Close):
            self._restricted = [(kept, by) for kept, by in self._restricted if kept != ref]


async def play(stage: Stage, *, speed: float, wait: Wait) -> None:
    """Moment after moment, until `wait` says to stop."""
    away = False
    while not await wait(AGAIN_S if away else stage.morning.pause() / speed):
        try:
            await stage.moment()
            away = False
        except DatabaseAway:
            if not away:
                log.warning("the rehearsal waits for the database")
            away = True
