"""A seeded handful of the bench's kills: worker, arq, web, Redis and PostgreSQL die while reminders come due and go out."""

from __future__ import annotations

import gc
from random import Random

import pytest
from sqlalchemy import text

from tests.bench.fault_rig import Rig
from tests.bench.kills import Plan, storm
from tests.bench.servers import database
from tests.servers import Cluster

PLAN = Plan(reminders=210, kills=14, clicks=20, within_s=300, settle_s=300)


# A connection that was being made when its server died is never closed in order; it is let go before another test could be blamed.
@pytest.mark.filterwarnings("ignore:.*unclosed:ResourceWarning")
@pytest.mark.parametrize("seed", [3])
async def test_through_kills_of_everything_each_reminder_has_exactly_one_effect(
    cluster: Cluster, seed: int
) -> None:
    rig = Rig(cluster.data, cluster.postgres, cluster.redis, Random(seed))
    rig.servers()
    async with database(rig.url, 1) as db, db.transaction() as tx:  # so that the board's clock may be moved
        await tx.conn.execute(text("update deployment set invented = true"))
    done = await storm(rig, PLAN, lapse=True)
    gc.collect()
    found = done.found
    assert found is not None and found.reminders >= PLAN.reminders
    assert (found.lost, found.doubled, found.unfinished, found.unexplained, found.broken) == (
        0,
        0,
        0,
        0,
        0,
    ), found.why
    assert done.claimed and done.unkept == 0
    assert done.kills >= PLAN.kills and done.in_work >= 3
    assert len(done.killed.keys()) >= 4
    print(
        f"seed {seed}: {found.reminders} reminders through {done.killed}, {found.repeats} mails again as they were"
    )
