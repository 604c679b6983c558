"""The judge of exactly one effect: it sees what is missing, what came twice, and a repeat that nothing records."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from board.secrets import Secrets
from board.store.engine import Database
from tests.bench import due_reminders
from tests.bench.effects import Found, judge, left
from tests.sink import Sink, listening
from tests.workers.test_outbox import KEY, outbox
from workers.clocks import fire_due

SECRETS = Secrets([KEY])


async def test_the_judge_counts_what_is_lost_what_is_unfinished_and_what_is_doubled(
    database: Database, tmp_path: Path
) -> None:
    began = datetime.now(UTC)
    team = await due_reminders.settle(database, 20)
    await due_reminders.come_due(database, team, 14, now=began)
    now = began + timedelta(hours=2)

    async def judged(taken: Counter[str]) -> Found:
        return await judge(database, team.hub_id, SECRETS, taken, now)

    nothing = await judged(Counter())
    assert (nothing.reminders, nothing.lost, nothing.doubled) == (14, 14, 0)
    assert await left(database, now) > 0

    await fire_due(database, now)
    raised = await judged(Counter())
    assert (raised.lost, raised.unfinished) == (0, 14)

    with listening(Sink()) as sink:
        assert await outbox(tmp_path, sink).send(database, now) == 14
        ids = Counter(mail.message_id.strip("<>") for mail in sink.taken)
    well = await judged(ids)
    assert (well.messages, well.lost, well.doubled, well.unfinished, well.repeats, well.broken) == (
        14,
        0,
        0,
        0,
        0,
        0,
    )
    assert all(figure.get("met") is not False for figure in well.figures().values())
    assert await left(database, now) == 0

    one = next(iter(ids))
    assert (await judged(ids - Counter([one]))).lost == 1
    assert (await judged(ids + Counter(["somebody-elses@board.example"]))).doubled == 1
    twice = await judged(ids + Counter([one]))
    assert (twice.repeats, twice.unexplained, twice.doubled) == (1, 1, 0)
    assert twice.figures()["repeats_unexplained"]["met"] is False

    async with database.transaction() as tx:
        await tx.conn.execute(text("delete from rungs where rung_id = (select min(rung_id) from rungs)"))
    assert (await judged(ids)).lost == 1 and (await judged(ids)).doubled > 0


async def test_the_hand_moves_the_clock_forward_alone(tmp_path: Path) -> None:
    hand = due_reminders.Hand(tmp_path / "clock")
    there = hand.now() + timedelta(hours=1)
    hand.move(there, speed=0)
    assert hand.now() == pytest.approx(there, abs=timedelta(seconds=1))
    stands = hand.now()
    hand.move(there - timedelta(minutes=30), speed=0)
    assert hand.now() == stands
