"""What stands on one hub's board, kept in the process and moved forward by events, so that a change reads what it touched and no more.

PostgreSQL stays the truth: the memory is filled from it, follows it event by event, and is thrown away and read whole again when too
much happened at once, when the day turned or the policy changed, and every minute in any case.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON
from board.domain.engine import EngineState
from board.domain.events import KINDS, Happened
from board.domain.policy import Policy
from board.domain.redraws import Access, Part
from board.queries.cards import Card, live_cards, some_cards, without
from board.queries.happened import Head, happened, head_and_policy
from board.store.engine import Database
from board.store.policies import policy_of
from board.store.visibility import kept_from

MOST_EVENTS = 2_000  # some forty seconds of a rush; past it a page loads itself anew
WHOLE_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Standing:
    """The board at one head: every live contact that is not restricted, most urgent first, by the policy then in force.

    events: the newest up to the head, in order and without a gap, each with what is true now of its contact. engine: whether reminders
    ran at that moment, which no event tells. apart: by person with an interest in a family, the contacts kept from them, by number.
    """

    head: Head
    policy: Policy
    policy_number: int
    today: date
    read_at: datetime
    cards: dict[int, Card] = field(repr=False)
    ordered: tuple[Card, ...] = field(repr=False)
    engine: EngineState = EngineState.STOPPED
    events: tuple[Happened, ...] = field(repr=False, default=())
    apart: Mapping[int, Mapping[int, str]] = field(repr=False, default_factory=dict)

    def of(self, reader: int | None) -> Standing:
        """The board as this person may see it: without the contacts that are kept from them, also beside others. None: as everybody may."""
        kept = self.apart.get(reader) if reader is not None else None
        if not kept:
            return self
        ordered = without(self.ordered, kept)
        return replace(self, cards={card.contact_id: card for card in ordered}, ordered=ordered)

    async def since(self, conn: AsyncConnection, hub_id: int, seq: int) -> Sequence[Happened] | None:
        """Events after seq: those kept, or read where they begin earlier; none when there are too many to follow one by one.

        conn: the snapshot this standing was read in.
        """
        kept = self.kept_since(seq)
        return await happened(conn, hub_id, seq, self.head.seq, most=MOST_EVENTS) if kept is None else kept

    def kept_since(self, seq: int) -> Sequence[Happened] | None:
        """Events after seq, where all of them are kept."""
        number = self.head.seq - seq
        return self.events[len(self.events) - number :] if number <= len(self.events) else None


@dataclass(frozen=True, slots=True)
class Moment:
    """One snapshot of the database and the board as it stands in it."""

    conn: AsyncConnection
    board: Standing


class Memory:
    """One hub's standing. Whoever looks first moves it forward; the others wait for that, and then stand on the same moment."""

    def __init__(self, hub_id: int, database: Database) -> None:
        self.hub_id = hub_id
        self.database = database
        self._standing: Standing | None = None
        self._looked = 0.0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def moment(self, now: datetime) -> AsyncIterator[Moment]:
        """A new snapshot, with the board at its head. The snapshot is taken in turn, so the memory is never ahead of it."""
        async with AsyncExitStack() as stack:
            async with self._turn:
                moment = await self._look(stack, now)
            yield moment

    @asynccontextmanager
    async def glance(self, now: datetime) -> AsyncIterator[Moment | Standing]:
        """A moment; or, where somebody else has begun to look since this was asked, only what they found: when a thousand pages come
        back at once, one look serves all who wait for their turn meanwhile.
        """
        asked = monotonic()
        async with AsyncExitStack() as stack:
            async with self._turn:
                seen = self._standing if self._looked >= asked else None
                found = seen or await self._look(stack, now)
            yield found

    @property
    def standing(self) -> Standing | None:
        """The answer that was found last; none before anybody has looked."""
        return self._standing

    async def _look(self, stack: AsyncExitStack, now: datetime) -> Moment:
        began = monotonic()
        conn = await stack.enter_async_context(self.database.snapshot())
        self._standing = board = await self._at(conn, now)
        self._looked = began
        return Moment(conn, board)

    async def _at(self, conn: AsyncConnection, now: datetime) -> Standing:
        here, number, pulse = await head_and_policy(conn, self.hub_id, now)
        return replace(await self._standing_at(conn, here, number, now), engine=pulse.state)

    async def _standing_at(self, conn: AsyncConnection, here: Head, number: int, now: datetime) -> Standing:
        kept = self._standing
        today = now.astimezone(LONDON).date()
        if kept is None or not _followable(kept, here, number, today, now):
            return await self._whole(conn, here, number, today, now)
        if here == kept.head:
            return kept
        events = await happened(conn, self.hub_id, kept.head.seq, here.seq, most=MOST_EVENTS)
        if events is None:
            return await self._whole(conn, here, number, today, now)
        if _sweeping(events):
            whole = await self._whole(conn, here, number, today, now)
            return replace(whole, events=_newest(kept.events, events))
        return await self._forward(conn, kept, here, events)

    async def _whole(
        self, conn: AsyncConnection, here: Head, number: int, today: date, now: datetime
    ) -> Standing:
        policy = await policy_of(conn, self.hub_id, number)
        cards = await live_cards(conn, self.hub_id, policy, today)
        by_number, apart = {c.contact_id: c for c in cards}, await self._kept(conn, here)
        return Standing(here, policy, number, today, now, by_number, tuple(cards), apart=apart)

    async def _kept(self, conn: AsyncConnection, here: Head) -> Mapping[int, Mapping[int, str]]:
        return await kept_from(conn, self.hub_id) if here.interests else {}

    async def _forward(
        self, conn: AsyncConnection, kept: Standing, here: Head, events: list[Happened]
    ) -> Standing:
        touched = {e.contact_id for e in events if e.contact_id is not None}
        newest = _newest(kept.events, events)
        # A contact is kept from somebody, or no longer, by events alone.
        moved = (Access.INTEREST, Access.SEAT)
        if any(e.apart or KINDS[e.kind].redraws.access in moved for e in events):
            kept = replace(kept, apart=await self._kept(conn, here))
        if not touched:
            return replace(kept, head=here, events=newest)
        fresh = {
            c.contact_id: c for c in await some_cards(conn, self.hub_id, touched, kept.policy, kept.today)
        }
        cards = {number: card for number, card in kept.cards.items() if number not in touched} | fresh
        ordered = tuple(sorted(cards.values(), key=lambda card: card.order))
        return replace(kept, head=here, cards=cards, ordered=ordered, events=newest)


def _followable(kept: Standing, here: Head, number: int, today: date, now: datetime) -> bool:
    same = (
        kept.head.epoch == here.epoch
        and kept.head.seq <= here.seq
        and kept.policy_number == number
        and kept.today == today
    )
    return same and timedelta(0) <= now - kept.read_at < WHOLE_EVERY


def _newest(kept: tuple[Happened, ...], events: list[Happened]) -> tuple[Happened, ...]:
    """The events kept and those after them, as many as are followed. Who may know of a contact is what it is now, for all of them."""
    now = {e.contact_id: e.restricted for e in events if KINDS[e.kind].redraws.access is Access.CONTACT}
    if now:
        kept = tuple(replace(e, restricted=now[e.contact_id]) if e.contact_id in now else e for e in kept)
    return (*kept, *events)[-MOST_EVENTS:]


def _sweeping(events: list[Happened]) -> bool:
    return any(Part.ALL in KINDS[e.kind].redraws.parts.get("board", ()) for e in events)
