"""What is to be sent goes out, what came back is taken up, what nobody read climbs. Safe in several processes at once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from board.commands.climbing import climb, due_to_climb
from board.commands.failures import keep_owned
from board.commands.outbox import mark, take
from board.commands.receipts import ask_later, bounce, confirm, unconfirmed
from board.domain.deliveries import Answer, Answered, Channel
from board.domain.messages import Message
from board.domain.refusals import DatabaseAway
from board.queries.hubs import hub_names
from board.secrets import Secrets
from board.settings import Settings
from board.store.engine import Database
from board.store.policies import policy
from workers.duties import for_each, wait_after
from workers.senders import Sender, Senders
from workers.senders.mail import Post
from workers.senders.notify import Notify
from workers.senders.smtp import Smtp

log = structlog.get_logger("board.worker")
BATCH = 32
LEASE_S = 45.0
"""Real seconds for which what a worker marked sending is its own: longer than any provider is waited for."""
ROUND_S = 20.0
"""A round ends after this long; the next one begins a second later with whatever became urgent meanwhile."""
GATHER_S = 0.02
"""Answers of this long are marked together."""
AGAIN_S = (0.2, 0.4, 0.8, 1.6, 3.2)
"""Waits between tries to mark an answer while the database is away: what is known to be sent need not be sent again. Twice is silence."""
ASK_FOR = timedelta(days=3)
LONGEST_HOLD_S = 60.0


def senders_of(settings: Settings) -> Senders:
    """The providers this deployment was told of, by what goes through them."""
    post = Post(settings, Secrets(settings.secret_keys()))
    found: Senders = {}
    notify = Notify(post) if settings.notify_key else None
    if settings.mail_url:
        found[Channel.EMAIL] = Smtp(settings.mail_url, post, a_minute=settings.mail_a_minute)
    elif notify and settings.notify_email_template:
        found[Channel.EMAIL] = notify
    if notify and settings.notify_sms_template:
        found[Channel.SMS] = notify
    return found


class Outbox:
    """One process's way to the providers. A provider that is away is left alone for a while, ever longer.

    wake: set by what has just queued something in this process; the next round then begins at once.
    """

    def __init__(self, senders: Senders, *, lease_s: float = LEASE_S) -> None:
        self.wake = asyncio.Event()
        self._senders = senders
        self._lease_s = lease_s
        self._failures: dict[str, int] = {}
        self._held_until: dict[str, float] = {}

    async def close(self) -> None:
        """Let go of what leads to providers."""
        for sender in set(self._senders.values()):
            await sender.close()

    async def send(self, database: Database, now: datetime) -> int:
        """Send what is due, hub by hub; returns how many messages a provider took."""
        async with database.connection() as conn:
            hubs = await hub_names(conn)
        taken = 0

        async def hub(hub_id: int) -> None:
            nonlocal taken
            taken += await self.send_hub(database, hub_id, now)

        await for_each(hubs, "send messages", hub)
        return taken

    async def send_hub(
        self, database: Database, hub_id: int, now: datetime, *, round_s: float = ROUND_S
    ) -> int:
        """Send what is due in this hub, for about so many seconds. More is taken up as soon as half of it is through, so that no
        line to a provider stands idle meanwhile; what is not marked when we die is sent or asked again.
        """
        under_way: dict[asyncio.Task[Answer], Message] = {}
        taken, until = 0, time.monotonic() + round_s
        try:
            while True:
                if time.monotonic() < until and len(under_way) <= BATCH // 2:
                    for message in await self._take(database, hub_id, now, under_way.values()):
                        under_way[asyncio.create_task(self._one(message))] = message
                if not under_way:
                    return taken
                taken += await self._mark(database, hub_id, now, under_way)
        finally:
            for task in under_way:
                task.cancel()

    async def _take(
        self, database: Database, hub_id: int, now: datetime, under_way: Collection[Message]
    ) -> list[Message]:
        """What there is room for beside what is under way."""
        begun = Counter(message.channel for message in under_way)
        taken: list[Message] = []
        if open_ways := self._open_ways(begun):
            async with database.transaction() as tx:
                for ways, room in open_ways:
                    taken += await take(tx, hub_id, ways, now=now, most=room, lease_s=self._lease_s)
        return taken

    async def _mark(
        self, database: Database, hub_id: int, now: datetime, under_way: dict[asyncio.Task[Answer], Message]
    ) -> int:
        """Wait for answers and mark those that came; how many messages a provider took."""
        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(GATHER_S)
        done = [task for task in under_way if task.done()]
        answers = [(under_way.pop(task), task.result()) for task in done]
        for wait in (*AGAIN_S, None):
            try:
                async with database.transaction() as tx:
                    rules = (await policy(tx.conn, hub_id, now)).deliveries
                    await mark(tx, hub_id, answers, now=now, try_for=timedelta(minutes=rules.try_for_minutes))
                break
            except DatabaseAway:
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        return sum(answer.answered is Answered.TAKEN for _, answer in answers)

    async def _one(self, message: Message) -> Answer:
        sender = self._senders.get(message.channel)
        if sender is None:
            return Answer(Answered.REFUSED, "none", "no_sender")
        try:
            known = await sender.ask(message.message_id) if message.lost and sender.can_ask else None
            answer = known or await sender.send(message)
        except Exception as error:
            log.warning("sender broke", sender=sender.name, exc_info=error)
            answer = Answer(Answered.LOST, sender.name, "answer_lost", away=True)
        self._hold(sender, answer)
        return answer

    def _hold(self, sender: Sender, answer: Answer) -> None:
        if not answer.away:
            self._failures.pop(sender.name, None)
            return
        failures = self._failures[sender.name] = self._failures.get(sender.name, 0) + 1
        if time.monotonic() >= self._held_until.get(sender.name, 0.0):
            hold = min(wait_after(failures) * 2, LONGEST_HOLD_S)
            self._held_until[sender.name] = time.monotonic() + hold
            log.warning("provider away", sender=sender.name, problem=answer.problem, failures=failures)

    def _open_ways(self, begun: Counter[Channel]) -> list[tuple[list[Channel], int]]:
        """Ways whose provider is not held, with how many messages it has room for beside those begun; a way without a provider is open
        too: what waits for it is refused, loudly.
        """
        held = {name for name, until in self._held_until.items() if until > time.monotonic()}
        found: list[tuple[list[Channel], int]] = []
        for sender in set(self._senders.values()):
            ways = [way for way, its in self._senders.items() if its is sender]
            room = min(sender.room(sum(begun[way] for way in ways)), BATCH)
            if sender.name not in held and room > 0:
                found.append((ways, room))
        missing = [way for way in (Channel.EMAIL, Channel.SMS) if way not in self._senders]
        return [*found, (missing, BATCH)] if missing else found

    async def ask_receipts(self, database: Database, now: datetime) -> None:
        """Ask providers that can be asked what became of what they took."""
        askable = next((sender for sender in self._senders.values() if sender.can_ask), None)
        if askable is None:
            return
        async with database.transaction() as tx:
            waiting = await unconfirmed(tx, now=now)
        for row in waiting:
            answer = await askable.ask(row.message_id)
            async with database.transaction() as tx:
                if answer is not None and answer.answered is Answered.ARRIVED:
                    await confirm(tx, row.hub_id, row.message_id, now=now)
                elif answer is not None and answer.answered is Answered.REFUSED:
                    await bounce(tx, row.hub_id, row.message_id, answer.problem or "came_back", now=now)
                else:
                    since = now - row.changed_at
                    later = now + max(since, timedelta(minutes=5)) if since < ASK_FOR else None
                    await ask_later(tx, row.hub_id, row.message_id, later)


async def climb_unread(database: Database, now: datetime) -> int:
    """Tell the next person of every urgent message nobody acknowledged in time; returns how many were told."""
    async with database.transaction() as tx:
        waiting = await due_to_climb(tx, now=now)
    told = 0
    for hub_id, notice_id in waiting:
        try:
            async with database.transaction() as tx:
                told += await climb(tx, hub_id, notice_id, now=now)
        except DatabaseAway:
            raise
        except Exception as error:
            log.warning("message did not climb", hub=hub_id, exc_info=error)
    return told


async def keep_failures_owned(database: Database, now: datetime) -> None:
    """Hand on what did not arrive when its owner goes off duty."""
    async with database.connection() as conn:
        hubs = await hub_names(conn)

    async def hand_on(hub_id: int) -> None:
        async with database.transaction() as tx:
            await keep_owned(tx, hub_id, now=now)

    await for_each(hubs, "keep failures owned", hand_on)
