"""Uploaded lists are read and kept here, so that neither takes a web process's time; and lists that wait are spoken of.

Safe in several processes at once, and through a crash at any moment: one worker at a time has a list, everything that a batch does is one
transaction, and the report tells the next worker where to go on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from board.commands.lists.waiting import forget_ended, lists_to_tell, tell_of_list
from board.commands.lists.work import Lost, Work, advance, have_kept, have_read, let_go, lists_to_do, take
from board.domain.lists.found import Found
from board.domain.lists.stages import Stage
from board.domain.people import Actor
from board.domain.refusals import NotHere, Refusal, SameMoment
from board.intake.gathering import Gathered
from board.intake.importing import bring_in_together, vocabulary
from board.intake.lists.reading import Reading, found_lines, reading
from board.intake.report import Told
from board.queries.actors import actor_of_person
from board.queries.hubs import hub_names
from board.secrets import Secrets
from board.store.engine import Database, Tx, collided, is_away
from board.store.policies import policy
from board.store.sitting import NoLongerIn, must_sit
from workers.duties import for_each

log = structlog.get_logger("board.worker")
BATCH_S: Final = 0.15
"""How long a batch goes on taking contacts: somebody who claims one of them waits no longer than this and the commit."""
MOST: Final = 400
_GONE: Final = "The person who has this list has no seat in the hub any more: somebody must take it over."
_UNREADABLE: Final = "The words of this list can no longer be read, because the server's key was changed. Upload the file again."
_BROKEN: Final = "The board could not read this file. Tell the people who look after the board, and ask the sender for another format."
_NOT_TAKEN: Final = (
    "the board could not take it. Log this contact by hand, and tell the people who look after the board"
)


class _Undo(Exception):
    """A dry run takes back what it did."""


class Lists:
    """The worker's part of lists. secrets: the server keys, because words lie sealed."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets

    async def work(self, database: Database, now: datetime) -> None:
        """Read and keep what waits, hub by hub."""
        async with database.connection() as conn:
            hubs = await hub_names(conn)

        async def of_hub(hub_id: int) -> None:
            async with database.transaction() as tx:
                waiting = await lists_to_do(tx, hub_id, now=now)
            for draft_id in waiting:
                await self._one(database, hub_id, draft_id, _going_on(now))

        await for_each(hubs, "read lists", of_hub)

    async def _one(
        self, database: Database, hub_id: int, draft_id: UUID, clock: Callable[[], datetime]
    ) -> None:
        async with database.transaction() as tx:
            work = await take(tx, hub_id, draft_id, now=clock())
        if work is None:
            return
        one = _List(database, self.secrets, work, clock)
        try:
            await one.go_on()
        except Lost:
            log.info("a list went to another worker", hub=hub_id)
        except asyncio.CancelledError:  # told to stop: what is done is done, and another goes on at once
            await asyncio.shield(_let_go(database, one.work, clock()))
            raise

    async def tell(self, database: Database, now: datetime) -> None:
        """Tell people of lists that wait, and end those that reached the hub's limit."""
        async with database.connection() as conn:
            hubs = await hub_names(conn)

        async def of_hub(hub_id: int) -> None:
            async with database.transaction() as tx:
                waiting = await lists_to_tell(tx, hub_id, now=now)
                await forget_ended(tx, hub_id, now=now)
            for draft_id in waiting:
                async with database.transaction() as tx:
                    await tell_of_list(tx, hub_id, draft_id, now=now)

        await for_each(hubs, "tell of lists", of_hub)


async def _let_go(database: Database, work: Work, now: datetime) -> None:
    async with database.transaction() as tx:
        await let_go(tx, work, now=now)


def _going_on(now: datetime) -> Callable[[], datetime]:
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)


class _List:
    """One list, while this worker has it."""

    def __init__(
        self, database: Database, secrets: Secrets, work: Work, clock: Callable[[], datetime]
    ) -> None:
        self.database, self.secrets, self.work, self.clock = database, secrets, work, clock
        self.answers = {int(number): ref for number, ref in work.draft.same.items()}

    async def go_on(self) -> None:
        """Read it and check each line, or keep each line, from where it stands."""
        hub_id, draft = self.work.draft.hub_id, self.work.draft
        content = self.secrets.unseal_bytes(self.work.words) if self.work.words else None
        if content is None:
            return await self._ask(Found(problem=_UNREADABLE))
        async with self.database.connection() as conn:
            words = vocabulary(
                await policy(conn, hub_id, self.clock()), draft.sender.source, draft.sender.concern
            )
            try:
                actor = await actor_of_person(conn, hub_id, draft.owner_id)
            except NotHere:
                return await self._ask(Found(problem=_GONE))
        try:
            read = await asyncio.to_thread(reading, content, draft.sender, words)
        except Exception as error:  # whatever a file holds, its owner hears of it
            log.warning("a list could not be read", hub=hub_id, error=type(error).__name__)
            read = Reading(Found(problem=_BROKEN))
        if read.found.asks:
            return await self._ask(read.found)
        if draft.stage is Stage.READING:
            return await self._check(actor, read)
        return await self._keep(actor, read)

    async def _ask(self, found: Found) -> None:
        async with self.database.transaction() as tx:
            await have_read(tx, self.work, Stage.ASKING, self._sealed(found), now=self.clock())

    async def _check(self, actor: Actor, read: Reading) -> None:
        found, lines = read.found, _count(read.contacts)
        told: list[Told] = []
        spoke = time.monotonic()
        waiting = list(read.contacts)
        while waiting:
            done: list[Told] = []
            try:
                async with self.database.transaction() as tx:
                    done = await self._batch(tx, actor, waiting, dry_run=True)
                    raise _Undo
            except _Undo:
                told += done
            except SameMoment:
                continue
            waiting = waiting[_contacts(waiting, done) :]
            if time.monotonic() - spoke > 0.5 and waiting:
                spoke = time.monotonic()
                async with self.database.transaction() as tx:
                    self.work = await advance(tx, self.work, lines=lines, done=len(told), now=self.clock())
        found = found.with_lines(found_lines(told, read.sheets))
        async with self.database.transaction() as tx:
            held = len(found.held)
            await have_read(
                tx, self.work, Stage.CHECKED, self._sealed(found), lines=lines, held=held, now=self.clock()
            )

    async def _keep(self, actor: Actor, read: Reading) -> None:
        found, lines = self._so_far(read.found), _count(read.contacts)
        known = {line.number for line in found.lines}
        waiting = [one for one in read.contacts if int(one.numbers[0]) not in known]
        while waiting:
            try:
                async with self.database.transaction() as tx:
                    await must_sit(tx.conn, actor)
                    done = await self._batch(tx, actor, waiting, dry_run=False)
                    more = found.with_lines(found_lines(done, read.sheets))
                    facts = {"lines": lines, "done": len(more.lines), "held": len(more.held)}
                    work = await advance(tx, self.work, **facts, found=self._sealed(more), now=self.clock())
            except SameMoment:
                await asyncio.sleep(0.05)
                continue
            except NoLongerIn:  # their seat was ended between two batches: a manager takes the rest over
                await _let_go(self.database, self.work, self.clock())
                return
            found, self.work = more, work
            waiting = waiting[_contacts(waiting, done) :]
        async with self.database.transaction() as tx:
            held = len(found.held)
            await have_kept(tx, self.work, self._sealed(found), lines=lines, held=held, now=self.clock())

    async def _batch(self, tx: Tx, actor: Actor, waiting: Iterable[Gathered], *, dry_run: bool) -> list[Told]:
        told: list[Told] = []
        began = time.monotonic()
        for number, one in enumerate(waiting):
            if number and (number >= MOST or time.monotonic() - began > BATCH_S):
                break
            told += await self._line(tx, actor, one, dry_run)
        return told

    async def _line(self, tx: Tx, actor: Actor, one: Gathered, dry_run: bool) -> list[Told]:
        try:
            return await bring_in_together(
                tx, actor, [one], now=self.clock(), dry_run=dry_run, answers=self.answers
            )
        except Exception as error:
            if isinstance(error, Refusal) or is_away(error) or collided(error):
                raise
            # Whatever is wrong with one contact, the others come in, and its lines stay with the list's owner.
            log.warning("a line could not be taken", hub=actor.hub_id, error=type(error).__name__)
            return [Told(number, "refused", _NOT_TAKEN) for number in one.numbers]

    def _so_far(self, read: Found) -> Found:
        """The report as far as it goes: none of it is of a dry run."""
        if self.work.draft.done and self.work.found:
            stored = self.secrets.unseal_bytes(self.work.found)
            if stored is not None:
                return Found.from_text(stored.decode())
        return read

    def _sealed(self, found: Found) -> bytes:
        return self.secrets.seal_bytes(found.to_text().encode())


def _count(contacts: Iterable[Gathered]) -> int:
    return sum(len(one.numbers) for one in contacts)


def _contacts(waiting: list[Gathered], told: list[Told]) -> int:
    """How many of these contacts the told lines are."""
    lines, count = len(told), 0
    for one in waiting:
        if lines <= 0:
            break
        lines -= len(one.numbers)
        count += 1
    return count
