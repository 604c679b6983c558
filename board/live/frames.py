"""A frame says what it carries: one audience, one epoch, from one seq to another, and everything of the region that changed between.

Drawn from the state at `to`, never from the events' own words, so a frame may be applied by any page that stands anywhere between.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from board.domain.audiences import Audience
from board.domain.events import KINDS, Happened
from board.domain.permissions import Lens
from board.domain.redraws import Access
from board.domain.refusals import NotHere
from board.live.changes import Wanted, wanted
from board.live.drawing import EVERYTHING, Drawing
from board.live.memory import Memory, Moment, Standing
from board.live.whole import Whole
from board.queries.hubs import HubName, hub_names
from board.store.engine import Database
from board.store.visibility import is_open_to
from board.views.fragment import Fragment
from board.views.page import Region

MOST_LAST = 1_000  # audiences whose newest frame is kept for the one who wants the same


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page that stands at from_seq or later needs to stand at to_seq."""

    audience: Audience
    epoch: int
    from_seq: int
    to_seq: int
    content: str

    def plain(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "audience": str(self.audience),
            "epoch": self.epoch,
            "from": self.from_seq,
            "to": self.to_seq,
            "content": self.content,
        }

    def encode(self) -> bytes:
        """As the one message every listener gets."""
        return json.dumps(self.plain(), ensure_ascii=False, separators=(",", ":")).encode()


class TooFarBehind(Exception):
    """The page cannot be brought forward by frames: another epoch, or too much happened. It loads itself anew."""


@dataclass(frozen=True, slots=True)
class Listener:
    """For whom something is drawn: the audience, and the lens of the person where the audience is one person.

    person_id: who asks, so that what is drawn of an opened contact is drawn only while it exists for them; none for a wall.
    """

    audience: Audience
    lens: Lens
    person_id: int | None = None


class Frames:
    """Draws frames and regions of one process from snapshots of the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.drawing = Drawing()
        self._memories: dict[int, Memory] = {}
        self._hubs: dict[int, HubName] = {}
        self._last: dict[Audience, tuple[object, str]] = {}
        self._whole = Whole()

    def moment(self, hub_id: int, now: datetime) -> AbstractAsyncContextManager[Moment]:
        """A snapshot with the hub's board as it stands in it."""
        return self._memory(hub_id).moment(now)

    def _memory(self, hub_id: int) -> Memory:
        memory = self._memories.get(hub_id)
        if memory is None:
            memory = self._memories[hub_id] = Memory(hub_id, self.database)
        return memory

    async def regions(self, listeners: Sequence[Listener], now: datetime) -> list[Region]:
        """The regions of a page, whole, as a GET draws them. All of one hub. Raises NotHere."""
        async with self.moment(listeners[0].audience.hub_id, now) as moment:
            await _must_be_open(moment, listeners)
            return [
                self._whole.again(moment.board, one.audience, one.lens) or await self._region(moment, one)
                for one in own_audiences(listeners, moment.board)
            ]

    async def known_audiences(self, listeners: Sequence[Listener], now: datetime) -> list[Listener]:
        """own_audiences, by what this process read last. `since` reads again, and its frames say where that was too old."""
        memory = self._memory(listeners[0].audience.hub_id)
        if memory.standing is None:
            async with memory.moment(now):
                pass
        assert memory.standing is not None
        return own_audiences(listeners, memory.standing)

    async def _region(self, moment: Moment, listener: Listener) -> Region:
        audience, head = listener.audience, moment.board.head
        views, _ = await self._views(moment, listener, EVERYTHING)
        drawn = [(view, self.drawing.html(audience, view)) for view in views]
        region = Region.of(audience, head.epoch, head.seq, drawn)
        self._whole.keep(moment.board, audience, listener.lens, region)
        return region

    def kept_refs(self, hub_id: int, person_id: int | None) -> frozenset[str]:
        """References of the contacts that are kept from this person, as far as this process knows."""
        board = self._memory(hub_id).standing
        kept = board.apart.get(person_id) if board is not None and person_id is not None else None
        return frozenset(kept.values()) if kept else frozenset()

    async def since(
        self, listeners: Sequence[Listener], epoch: int, cursors: Sequence[int], now: datetime
    ) -> list[Frame]:
        """What each audience of a page needs since its cursor: a frame for each, empty where nothing of it changed.

        Raises TooFarBehind, NotHere. A frame's audience is the listener's own where contacts are kept from them, whatever was asked for.
        """
        hub_id = listeners[0].audience.hub_id
        async with self._memory(hub_id).glance(now) as found:
            if isinstance(found, Moment):
                return await self._since(found, listeners, epoch, cursors)
        frames = self._drawn_since(found, own_audiences(listeners, found), epoch, cursors)
        if frames is not None:
            return frames
        async with self.moment(hub_id, now) as moment:
            return await self._since(moment, listeners, epoch, cursors)

    async def _since(
        self, moment: Moment, listeners: Sequence[Listener], epoch: int, cursors: Sequence[int]
    ) -> list[Frame]:
        head = moment.board.head
        if head.epoch != epoch or max(cursors) > head.seq:
            raise TooFarBehind
        events = await moment.board.since(moment.conn, listeners[0].audience.hub_id, min(cursors))
        if events is None:
            raise TooFarBehind
        await _must_be_open(moment, listeners)
        if any(_moved(one, events, cursor) for one, cursor in zip(listeners, cursors, strict=True)):
            raise TooFarBehind
        return [
            await self.frame(moment, one, [e for e in events if e.seq > cursor], cursor)
            for one, cursor in zip(own_audiences(listeners, moment.board), cursors, strict=True)
        ]

    def _drawn_since(
        self, board: Standing, listeners: Sequence[Listener], epoch: int, cursors: Sequence[int]
    ) -> list[Frame] | None:
        """The same where nothing must be asked of the database: no contact is open, and what is wanted has been drawn."""
        events = board.kept_since(min(cursors))
        known = board.head.epoch == epoch and max(cursors) <= board.head.seq
        if not known or events is None or any(one.audience.kind == "contact" for one in listeners):
            return None
        if any(_moved(one, events, cursor) for one, cursor in zip(listeners, cursors, strict=True)):
            raise TooFarBehind
        frames = []
        for one, cursor in zip(listeners, cursors, strict=True):
            want = wanted(one.audience, [e for e in events if e.seq > cursor])
            content = self._drawn(board, one, want) if want else ""
            if content is None:
                return None
            frames.append(Frame(one.audience, epoch, cursor, board.head.seq, content))
        return frames

    async def frame(
        self, moment: Moment, listener: Listener, events: Iterable[Happened], from_seq: int
    ) -> Frame:
        """What these events mean for one audience."""
        want = wanted(listener.audience, events)
        content = await self._content(moment, listener, want) if want else ""
        head = moment.board.head
        return Frame(listener.audience, head.epoch, from_seq, head.seq, content)

    async def _content(self, moment: Moment, listener: Listener, want: Wanted) -> str:
        """What is wanted, drawn. A click and the push of what it changed want the same at the same head: the second finds it drawn."""
        drawn = self._drawn(moment.board, listener, want)
        if drawn is not None:
            return drawn
        audience = listener.audience
        views, gone = await self._views(moment, listener, want)
        self.drawing.gone(audience, gone)
        content = "".join(f'<template data-gone="{one}"></template>' for one in gone)
        content += "".join(self.drawing.html(audience, view) for view in views)
        if len(self._last) >= MOST_LAST:
            self._last.clear()
        self._last[audience] = (_key(moment.board, listener, want), content)
        return content

    def _drawn(self, board: Standing, listener: Listener, want: Wanted) -> str | None:
        last = self._last.get(listener.audience)
        return last[1] if last is not None and last[0] == _key(board, listener, want) else None

    async def _views(
        self, moment: Moment, listener: Listener, want: Wanted
    ) -> tuple[list[Fragment], list[str]]:
        hub_id = listener.audience.hub_id
        if hub_id not in self._hubs:
            self._hubs = await hub_names(moment.conn)
        hub = self._hubs[hub_id]
        board = moment.board.of(listener.audience.reader)
        return await self.drawing.views(moment.conn, listener.audience, hub, board, listener.lens, want)


def _key(board: Standing, listener: Listener, want: Wanted) -> object:
    """By what two drawings are the same. Not the standing itself: it would be kept, with all its cards, as long as what was drawn."""
    here = (board.head, board.policy_number, board.today, board.read_at, board.engine)
    return here, listener.lens, frozenset(want.parts), frozenset(want.contacts)


def own_audiences(listeners: Iterable[Listener], board: Standing) -> list[Listener]:
    """The same, each of a person with an interest in a family by an audience of their own."""
    return [
        replace(one, audience=one.audience.alone(one.person_id))
        if one.person_id is not None and one.person_id in board.apart
        else one
        for one in listeners
    ]


def _moved(listener: Listener, events: Iterable[Happened], cursor: int) -> bool:
    """Whether other contacts are kept from this listener than where its page stands: what went may not even be named to it."""
    return any(
        KINDS[one.kind].redraws.access is Access.INTEREST and one.person == listener.person_id
        for one in events
        if one.seq > cursor
    )


async def _must_be_open(moment: Moment, listeners: Sequence[Listener]) -> None:
    """Ask again in the very moment that is drawn: a contact may have been restricted since the door was passed. Raises NotHere."""
    for one in listeners:
        audience = one.audience
        if audience.kind != "contact" or one.person_id is None:
            continue
        if not await is_open_to(moment.conn, audience.hub_id, audience.ref, one.person_id):
            raise NotHere
