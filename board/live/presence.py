"""Who is looking: soft, from open sockets alone, shared between web processes by a NOTIFY channel of its own.

Each process says now and then, and at every change, which of its people have which contact open: references and numbers, no names.
What a process said holds for a lease; so whoever looked from a process that was killed is gone when its lease is over. The cost is a few
messages a process and one question to the database, however many sockets listen. Nothing of it is an event or moves a cursor.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable
from time import monotonic
from uuid import uuid4

import structlog

from board.domain.permissions import sees
from board.domain.refusals import Refusal
from board.live.doorbell import TROUBLE
from board.live.fanout import Fanout
from board.live.sockets import Socket, control
from board.queries.presence import LookedAt, looked_at
from board.store.engine import Database
from board.store.listening import PRESENCE, Listening

log = structlog.get_logger("board.live")
LEASE = 9.0  # seconds; with a look every half second nobody is shown for ten after the last word from them
RENEW_EVERY = 3.0
LOOK_EVERY = 0.5
TOGETHER = 0.1
PAIRS_A_MESSAGE = 300  # a NOTIFY holds 8,000 bytes
ANSWER_WITHIN = 2.0
Pair = tuple[int, str, int]
"""A hub, the reference of a contact of it, and somebody who has it open."""


class Presence:
    """Who looks at what, for the sockets of one process."""

    def __init__(self, url: str, database: Database, fanout: Fanout) -> None:
        self._url = url
        self._database = database
        self._fanout = fanout
        self._me = uuid4().hex[:12]
        self._leases: dict[tuple[str, int], tuple[float, frozenset[Pair]]] = {}
        self._shown: dict[int, dict[str, LookedAt]] = {}
        self._woken = asyncio.Event()
        fanout.opened_or_left = self._woken.set
        fanout.brought = self.tell_all

    async def run(self) -> None:
        """Say and hear until cancelled."""
        while True:
            try:
                await self._listen()
            except TROUBLE as error:
                log.warning("presence lost", error=type(error).__name__)
            except Exception as error:  # soft: nothing else may suffer from it
                log.exception("presence broke", error=type(error).__name__)
            await asyncio.sleep(1)

    async def _listen(self) -> None:
        listening = await Listening.open(self._url, self.heard, within=5, channel=PRESENCE)
        said_at = 0.0
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await self._woken.wait()
                if self._woken.is_set() or monotonic() - said_at >= RENEW_EVERY:
                    await asyncio.sleep(TOGETHER)
                    self._woken.clear()
                    await listening.say(PRESENCE, self.words(), within=ANSWER_WITHIN)
                    said_at = monotonic()
                await self.look()
        finally:
            listening.drop()

    # What is said and heard

    def words(self) -> list[str]:
        """What this process has to say: who of its people has which contact open, in as few messages as hold it."""
        pairs = sorted(self._here())
        parts = [pairs[n : n + PAIRS_A_MESSAGE] for n in range(0, len(pairs), PAIRS_A_MESSAGE)] or [[]]
        return [
            f"{self._me} {number} {len(parts)} " + " ".join(":".join(map(str, pair)) for pair in part)
            for number, part in enumerate(parts)
        ]

    def _here(self) -> set[Pair]:
        return {
            (audience.hub_id, audience.ref, socket.person_id)
            for audience, sockets in self._fanout.listening.items()
            if audience.kind == "contact"
            for socket in sockets
            if socket.person_id is not None
        }

    def heard(self, payload: str) -> None:
        """A process said who looks there; what is no such message is nothing."""
        try:
            process, number, parts, *pairs = payload.split()
            told = frozenset(
                (int(hub), ref, int(person)) for hub, ref, person in (p.split(":") for p in pairs)
            )
            self._leases[process, int(number)] = (monotonic() + LEASE, told)
            last = int(parts)
        except ValueError:
            return
        for key in [key for key in self._leases if key[0] == process and key[1] >= last]:
            del self._leases[key]

    # What the pages are told

    async def look(self) -> None:
        """Bring every page to who looks now."""
        now = monotonic()
        self._leases = {key: lease for key, lease in self._leases.items() if lease[0] > now}
        looking: dict[int, set[tuple[str, int]]] = defaultdict(set)
        for _, pairs in self._leases.values():
            for hub_id, ref, person in pairs:
                looking[hub_id].add((ref, person))
        for hub_id in [one for one, sockets in self._fanout.sockets.items() if sockets]:
            try:
                found = {}
                if looking[hub_id]:
                    async with self._database.connection() as conn:
                        found = await looked_at(conn, hub_id, looking[hub_id])
            except Refusal:  # the database is away; every page says so by itself
                return
            self._tell(hub_id, found)

    def _tell(self, hub_id: int, found: dict[str, LookedAt]) -> None:
        before = self._shown.get(hub_id, {})
        self._shown[hub_id] = found
        nobody = LookedAt((), None)
        changed = {ref for ref in before.keys() | found.keys() if before.get(ref) != found.get(ref)}
        # What is restricted is said to those alone: to the others not even that it changed.
        closed = {ref for ref in changed if _closed(found.get(ref, before.get(ref)))}
        if open_ones := changed - closed:
            kept = {ref: (found.get(ref) or before[ref]).apart for ref in open_ones}
            message = _message((ref, found.get(ref, nobody)) for ref in sorted(open_ones))
            for socket in list(self._fanout.sockets[hub_id]):
                theirs = {ref for ref in open_ones if self._may_be_told(socket, ref, kept[ref])}
                if theirs == open_ones:
                    self._send(socket, message)
                elif theirs:
                    self._send(socket, _message((ref, found.get(ref, nobody)) for ref in sorted(theirs)))
        for ref in closed:
            one = found.get(ref, nobody)
            told = _told(before.get(ref)) | _told(found.get(ref))
            message = _message([(ref, one)])
            for socket in [s for s in self._fanout.sockets[hub_id] if s.person_id in told]:
                self._send(socket, message)

    def tell_all(self, socket: Socket) -> None:
        """Tell a page that was just brought to now who looks at what."""
        shown = self._shown.get(socket.hub_id, {})
        visible = [
            (ref, one)
            for ref, one in sorted(shown.items())
            if (one.told is None or socket.person_id in one.told)
            and self._may_be_told(socket, ref, one.apart)
        ]
        self._send(socket, _message(visible, whole=True))

    def _may_be_told(self, socket: Socket, ref: str, apart: frozenset[int]) -> bool:
        """Whether this contact is not kept from the person, by what was read when somebody looked and by what is known since."""
        kept = socket.person_id in apart or ref in self._fanout.frames.kept_refs(
            socket.hub_id, socket.person_id
        )
        return not (kept and _names_families(socket))

    def _send(self, socket: Socket, message: bytes) -> None:
        lens = next((one.lens for one in socket.listeners if one.audience.kind == "board"), None)
        if lens is not None and sees(lens, "contact", "holder"):
            socket.send(message, self._fanout.seen.get(socket.hub_id, (0, 0)))


def _names_families(socket: Socket) -> bool:
    """Whether this page shows families' names: elsewhere a contact that is missing would tell which family it is of."""
    return any(sees(one.lens, "contact", "family") for one in socket.listeners)


def _closed(one: LookedAt | None) -> bool:
    return one is not None and one.told is not None


def _told(one: LookedAt | None) -> frozenset[int]:
    return (one.told if one else None) or frozenset()


def _message(looked: Iterable[tuple[str, LookedAt]], *, whole: bool = False) -> bytes:
    """By reference the numbers and names of those who look. whole: nobody looks at any other."""
    said = {ref: [list(looker) for looker in one.lookers] for ref, one in looked}
    return control(looking=said, **({"whole": True} if whole else {}))
