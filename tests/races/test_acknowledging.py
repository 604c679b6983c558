"""Somebody says that they have seen a message in the very moment in which what it was about moves on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.deliveries import acknowledge
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.commands.doing import rows
from tests.commands.test_deliveries import tell
from tests.until import until
from workers.clocks import fire_due

LATER = make.NOW + timedelta(minutes=46)
HOLD = text("select 1 from deliveries where channel = 'page' for no key update")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url, pool_size=4)
    yield db
    await db.close()


async def both(db: Database, first: Any, second: Any) -> None:
    """Two commands, the second begun once the first waits, both let go on at the same moment: none is turned away."""

    async def act(command: Any) -> None:
        async with db.transaction() as tx:
            await command(tx)

    def waiting(many: int) -> Any:
        query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

        async def so_many_wait() -> bool:
            return await rows(db, query) == [(many,)]

        return so_many_wait

    async with db.transaction() as tx:
        await tx.conn.execute(HOLD)
        acts = []
        for command in (first, second):
            acts.append(asyncio.create_task(act(command)))
            await until(waiting(len(acts)))
    await asyncio.gather(*acts)


async def page_notice(db: Database, person_id: int) -> UUID:
    query = "select delivery_id from deliveries where channel = 'page' and person_id = :person_id"
    [(delivery_id,)] = await rows(db, query, person_id=person_id)
    return UUID(str(delivery_id))


@pytest.mark.parametrize("about", [True, False])
async def test_two_who_were_told_of_the_same_urgent_thing_may_say_so_in_the_same_moment(
    db: Database, about: bool
) -> None:
    hub = await make.hub(db)
    ana, omar = [await make.person(db, hub, Role.MANAGER) for _ in range(2)]
    ref = await make.contact_waiting(db, ana) if about else None
    await tell(db, hub, [ana.person_id, omar.person_id], ref, urgent=True)
    hers, his = await page_notice(db, ana.person_id), await page_notice(db, omar.person_id)
    await both(
        db,
        lambda tx: acknowledge(tx, ana, hers, now=make.NOW),
        lambda tx: acknowledge(tx, omar, his, now=make.NOW),
    )
    assert await rows(db, "select distinct state::text, climb_at from deliveries where channel = 'page'") == [
        ("delivered", None)
    ]


async def test_a_reminder_may_be_seen_in_the_moment_in_which_somebody_claims_the_contact(
    db: Database,
) -> None:
    hub = await make.hub(db)
    asha, ana = await make.person(db, hub), await make.person(db, hub, Role.MANAGER)
    ref = await make.contact_rated(db, asha, "amber", received_at=make.NOW)
    await fire_due(db, LATER)
    hers = await page_notice(db, ana.person_id)
    await both(
        db, lambda tx: acknowledge(tx, ana, hers, now=LATER), lambda tx: claim(tx, asha, ref, now=LATER)
    )
    assert await rows(db, "select state::text from deliveries where channel = 'page'") == [("delivered",)]
    assert await rows(db, "select count(*) from claims where released_at is null") == [(1,)]
