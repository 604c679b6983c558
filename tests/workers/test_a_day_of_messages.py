"""A day of five hundred contacts, told to those who hold and decide them: how many messages each person gets, counted and printed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from board.commands.deliveries import acknowledge
from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.commands.test_deliveries import tell
from tests.sink import Sink, listening
from tests.workers.test_outbox import hub_that_sends, outbox
from workers.outbox import climb_unread

HOLDERS, CONTACTS, AT_DESK = 40, 500, 0.7
"""Of ten notices seven are read on the page within some minutes: people are at their desks, but not always."""


async def test_nobody_is_drowned_on_a_busy_day(database: Database, tmp_path: Path) -> None:
    chance, begin = random.Random(7), make.NOW.replace(hour=8, minute=45)
    hub = await hub_that_sends(database)
    managers = [await make.person(database, hub, Role.MANAGER) for _ in range(4)]
    holders = [await make.person(database, hub) for _ in range(HOLDERS)]
    people = {one.person_id: one for one in (*managers, *holders)}
    refs = [await make.contact_waiting(database, holders[0], now=begin) for _ in range(25)]
    moments: list[tuple[int, int, str, bool]] = []
    for number in range(
        CONTACTS
    ):  # each reminds its holder once or twice, a fifth also a manager; a few are urgent
        holder, minute = holders[number % HOLDERS].person_id, chance.randrange(8 * 60)
        moments.append((minute, holder, "reminder", False))
        if number % 3 == 0:
            moments.append((minute + 20, holder, "overdue", number % 30 == 0))
        if number % 5 == 0:
            moments.append((minute + 25, managers[number % 4].person_id, "overdue", False))
    moments.sort()
    reads: dict[int, list[tuple[int, int]]] = {}
    with listening(Sink()) as sink:
        box = outbox(tmp_path, sink)
        for minute in range(0, 9 * 60, 5):
            now = begin + timedelta(minutes=minute)
            for at, person, kind, urgent in [m for m in moments if minute <= m[0] < minute + 5]:
                await tell(database, hub, [person], chance.choice(refs), now=now, kind=kind, urgent=urgent)
                if chance.random() < AT_DESK:
                    reads.setdefault(minute + 5 * chance.randrange(1, 4), []).append((person, at))
            for person in {person for person, _ in reads.pop(minute, [])}:
                await _reads_all(database, people[person], now)
            await climb_unread(database, now)
            await box.send(database, now)
        mails = Counter(mail.to for mail in sink.taken)
    told = len(moments)
    print(
        f"{told} notices to {len(people)} people; mails a person: mean {mails.total() / len(people):.1f}, most {max(mails.values())}"
    )
    assert mails.total() / len(people) < 10 and mails.total() < told / 2
    assert max(mails.values()) < 30


async def _reads_all(db: Database, person: Actor, now: datetime) -> None:
    async with db.transaction() as tx:
        query = text(
            "select delivery_id from deliveries where person_id = :p and channel = 'page' and state = 'queued'"
        )
        for delivery_id in (await tx.conn.execute(query, {"p": person.person_id})).scalars().all():
            await acknowledge(tx, person, delivery_id, now=now)
