"""One change, one read, one render an audience, one encoding, the same bytes to every listener of this process.

One class with one state, and therefore long: sockets, positions and pumps change together.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from board.domain.audiences import Audience
from board.domain.calm import said_while
from board.domain.engine import EngineState, Pulse
from board.domain.events import KINDS, Happened
from board.domain.redraws import Access
from board.domain.refusals import Refusal
from board.live.changes import wanted
from board.live.doorbell import Heads
from board.live.frames import Frames, TooFarBehind
from board.live.memory import Moment
from board.live.rights import lost
from board.live.sockets import GONE, NOT_THIS_PAGE, Socket, control, encode

log = structlog.get_logger("board.live")
COALESCE = 0.05
BEAT_EVERY = 2.0
RELOAD = control(reload=True)
EMPTY = control(reload=True, empty=True)  # what stands on the page may be kept from its person now


class Fanout:
    """The sockets of one process and where each hub's events have been sent to.

    A socket's cursors are at or past `positions` of its audiences, so a frame from there applies to every one of them.
    """

    def __init__(self, frames: Frames, clock: Callable[[], datetime], most_an_owner: int = 0) -> None:
        """most_an_owner: sockets of one session or one wall; 0 for no limit."""
        self.frames = frames
        self.clock = clock
        self.most_an_owner = most_an_owner
        self.owned: dict[object, set[Socket]] = defaultdict(set)
        self.sockets: dict[int, set[Socket]] = defaultdict(set)
        self.listening: dict[Audience, set[Socket]] = defaultdict(set)
        self.positions: dict[Audience, int] = {}
        self.seen: dict[int, tuple[int, int]] = {}
        self.heads: Heads = {}
        self.frames_sent = 0
        self._woken: dict[int, asyncio.Event] = {}
        self._pumps: dict[int, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.engine = EngineState.RUNNING
        self._last_beat = 0.0
        # Presence hangs itself in here: it follows who has a contact open, and tells a page that was brought to now who looks.
        self.opened_or_left: Callable[[], None] = lambda: None
        self.brought: Callable[[Socket], None] = lambda _socket: None

    # Joining and leaving

    def admit(self, socket: Socket) -> bool:
        """Count this socket for whose it is, before it joins and until it leaves; not where they have as many open as they may."""
        if socket.owner is None or not self.most_an_owner:
            return True
        theirs = self.owned[socket.owner]
        if len(theirs) >= self.most_an_owner:
            return False
        theirs.add(socket)
        return True

    async def join(self, socket: Socket, epoch: int, cursors: tuple[int, ...]) -> None:
        """Let a socket hear, then bring it to now: subscribed before it is read for, so that nothing falls between.

        Raises TooFarBehind, also where other contacts are kept from its person since this process looked last: the page is loaded again.
        """
        socket.listeners = await self.frames.known_audiences(socket.listeners, self.clock())
        self.sockets[socket.hub_id].add(socket)
        for one in socket.listeners:
            self.listening[one.audience].add(socket)
        if any(one.audience.kind == "contact" for one in socket.listeners):
            self.opened_or_left()
        self._pump_of(socket.hub_id)
        await self._bring(socket, epoch, cursors)

    async def _bring(self, socket: Socket, epoch: int, cursors: tuple[int, ...]) -> None:
        listeners = tuple(socket.listeners)
        frames = await self.frames.since(listeners, epoch, cursors, self.clock())
        if [one.audience for one in frames] != [one.audience for one in listeners]:
            raise TooFarBehind
        for listener, frame in zip(listeners, frames, strict=True):
            if socket.ended or listener not in socket.listeners:
                continue  # it lost this one while it was drawn for
            self.positions.setdefault(frame.audience, frame.to_seq)
            socket.transport.write(encode(frame.encode()))
        here = (epoch, frames[0].to_seq)
        self.seen.setdefault(socket.hub_id, here)
        socket.joined(here)
        self.brought(socket)

    async def _resume(self, socket: Socket) -> None:
        """Bring a client that stopped reading, and reads again, from where it was skipped to now."""
        socket.joining, socket.behind_since = [], None
        epoch, seq = socket.behind_at
        try:
            await self._bring(socket, epoch, (seq,) * len(socket.listeners))
        except TooFarBehind:
            socket.joining = None
            socket.send(RELOAD, socket.behind_at)
        except Exception as error:
            log.warning("not resumed", hub=socket.hub_id, error=type(error).__name__)
            socket.transport.abort()  # it comes back by itself and is brought to now then

    def leave(self, socket: Socket) -> None:
        """Forget a socket, and what was kept for an audience that nobody listens to any more."""
        self.sockets[socket.hub_id].discard(socket)
        theirs = self.owned.get(socket.owner, set())
        theirs.discard(socket)
        if not theirs:
            self.owned.pop(socket.owner, None)
        for one in socket.listeners:
            self._drop(socket, one.audience)

    def _drop(self, socket: Socket, audience: Audience) -> None:
        self.listening[audience].discard(socket)
        if audience.kind == "contact":
            self.opened_or_left()
        if not self.listening[audience]:
            del self.listening[audience]
            self.positions.pop(audience, None)
            self.frames.drawing.forget(audience)

    async def end(self, socket: Socket, why: str) -> None:
        """Tell a page that it may listen no longer, and close it. why: session, locked, seat or screen."""
        self._part(socket, control(ended=why), GONE)

    def _part(self, socket: Socket, last: bytes, code: int) -> None:
        """Say one last thing to a socket, send it nothing more, and close it without waiting for it."""
        if socket.ended:
            return
        socket.joining = None
        socket.behind_since = None
        socket.send(last, (0, 0))
        socket.ended = True
        self.leave(socket)
        self._do(socket.hang_up(code))

    def _do(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.add(task := asyncio.create_task(work))
        task.add_done_callback(self._tasks.discard)

    # Events

    def ring(self, hub_id: int) -> None:
        """Something was committed in this hub."""
        woken = self._woken.get(hub_id)
        if woken is not None:
            woken.set()

    def looked(self, heads: Heads) -> None:
        """The heads were read just now: ring where this process is behind, and send the heartbeat that only this may send."""
        before, self.heads = self.heads, heads
        for hub_id in heads:
            if hub_id in self.seen and self.seen[hub_id] != heads[hub_id]:
                self.ring(hub_id)
        if monotonic() - self._last_beat >= BEAT_EVERY - 0.25:
            self._last_beat = monotonic()
            self._beat(before)

    def felt(self, silent_s: float | None, oldest: datetime | None) -> None:
        """What was read of the workers just now: heartbeats carry it, so that no worker is needed to tell that none is there."""
        waiting = 0.0 if oldest is None else max(0.0, (self.clock() - oldest).total_seconds())
        self.engine = Pulse(silent_s, waiting).state

    def _beat(self, before: Heads) -> None:
        """Say the server's time and how far every socket has been brought; not for a hub this process has fallen behind in."""
        at = self.clock().astimezone(UTC).isoformat(timespec="milliseconds")
        for hub_id, sockets in self.sockets.items():
            if not sockets or hub_id not in self.seen:
                continue
            epoch, seq = self.seen[hub_id]
            if (epoch, seq) < before.get(hub_id, (0, 0)):
                continue
            said = said_while(self.engine)
            message = control(beat=at, epoch=epoch, seq=seq, engine=self.engine.value, calm=said)
            for socket in list(sockets):
                if socket.drained():
                    self._do(self._resume(socket))
                else:
                    socket.send(message, (epoch, seq))

    def _pump_of(self, hub_id: int) -> None:
        if hub_id not in self._pumps:
            self._woken[hub_id] = asyncio.Event()
            self._pumps[hub_id] = asyncio.create_task(self._pump_forever(hub_id))

    async def _pump_forever(self, hub_id: int) -> None:
        woken, last = self._woken[hub_id], 0.0
        while True:
            await woken.wait()
            await asyncio.sleep(max(0.0, last + COALESCE - monotonic()))  # at once when idle, else together
            woken.clear()
            last = monotonic()
            try:
                await self.pump(hub_id)
            except (Refusal, OSError) as error:
                log.warning("pump failed", hub=hub_id, error=type(error).__name__)
            except Exception as error:  # a view that cannot be drawn must not end the hub's pump; no heartbeat goes out meanwhile
                log.exception("pump broke", hub=hub_id, error=type(error).__name__)

    async def pump(self, hub_id: int) -> None:
        """Bring every socket of this hub to its head."""
        if hub_id not in self.seen:
            return
        async with self.frames.moment(hub_id, self.clock()) as moment:
            epoch, since = self.seen[hub_id]
            head = moment.board.head
            if head.epoch != epoch:
                self._turn_away(hub_id)
            elif head.seq > since:
                events = await moment.board.since(moment.conn, hub_id, since)
                if events is None:
                    self._turn_away(hub_id)
                else:
                    await self._send(moment, hub_id, events)
            self.seen[hub_id] = (head.epoch, head.seq)

    def _turn_away(self, hub_id: int) -> None:
        """More happened than is followed one by one, so nobody was asked whether they may still listen and no page can be brought to now:
        each loads itself anew. One that waits, because something is being typed in it, hears no heartbeat meanwhile.
        """
        for socket in list(self.sockets[hub_id]):
            self._part(socket, RELOAD, NOT_THIS_PAGE)

    async def _send(self, moment: Moment, hub_id: int, events: Sequence[Happened]) -> None:
        await self._reauthorise(moment, hub_id, events)
        for audience in [one for one in self.listening if one.hub_id == hub_id and wanted(one, events)]:
            sockets = self.listening.get(audience)
            if not sockets:
                continue
            listener = next(one for one in next(iter(sockets)).listeners if one.audience == audience)
            since = self.positions.get(audience, self.seen[hub_id][1])
            try:
                frame = await self.frames.frame(moment, listener, events, since)
            except (Refusal, OSError, SQLAlchemyError):
                raise  # the database: nobody can be told anything now
            except Exception as error:
                # A view that cannot be drawn: its pages are cut and turn stale, all others go on.
                log.exception("frame broke", hub=hub_id, audience=audience.kind, error=type(error).__name__)
                for socket in list(sockets):
                    socket.transport.abort()
                continue
            message = encode(frame.encode())
            for socket in list(sockets):
                socket.send(message, self.seen[hub_id])
            self.positions[audience] = frame.to_seq
            self.frames_sent += 1

    # The right to listen

    async def _reauthorise(self, moment: Moment, hub_id: int, events: Sequence[Happened]) -> None:
        for event in events:
            access = KINDS[event.kind].redraws.access
            for socket in list(self.sockets[hub_id]) if access else []:
                match access:
                    case Access.RELOAD if event.screen == socket.screen_id:
                        self._part(socket, RELOAD, NOT_THIS_PAGE)
                    case Access.SCREEN if event.screen == socket.screen_id:
                        await self.end(socket, access)
                    case Access.SEAT if event.person == socket.person_id:
                        await self.end(socket, access)
                    case Access.INTEREST if event.person == socket.person_id:
                        self._part(socket, EMPTY, NOT_THIS_PAGE)
                    case Access.CONTACT:
                        await self._lose(moment, socket, event)

    async def _lose(self, moment: Moment, socket: Socket, event: Happened) -> None:
        for one in await lost(moment, socket, event):
            if one in socket.listeners:
                socket.listeners.remove(one)
            self._drop(socket, one.audience)
            if socket.behind_since is not None:
                socket.transport.abort()  # it would not be told before it reads again; when it comes back, the door tells it
            socket.send(control(lost=str(one.audience)), self.seen[socket.hub_id])

    async def house(self, events: list[Happened]) -> None:
        """Events of the house: sessions that ended or locked, people who left. Their sockets close at once."""
        for event in events:
            access = KINDS[event.kind].redraws.access
            for socket in self.everybody() if access in (Access.SESSION, Access.LOCKED) else []:
                left = event.session is None and event.person == socket.person_id
                if access and (left or event.session == str(socket.session_id)):
                    await self.end(socket, access)

    def everybody(self) -> list[Socket]:
        """Every open socket of this process."""
        return [socket for sockets in self.sockets.values() for socket in sockets]

    async def stop(self) -> None:
        """End the pumps; open sockets close with the server."""
        for pump in self._pumps.values():
            pump.cancel()
        await asyncio.gather(*self._pumps.values(), return_exceptions=True)
