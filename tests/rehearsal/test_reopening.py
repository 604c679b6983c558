"""A hub seeded yesterday is in mid-morning again today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from board.rehearsal.reopening import reopen
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.engine import Database
from board.store.policies import policy
from tests.rehearsal.chains import broken_chains, counts

TUESDAY = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
THAT_NIGHT = datetime(2026, 11, 24, 23, 40, tzinfo=UTC)


async def opened(database: Database, hub_id: int, at: datetime) -> bool:
    async with database.connection() as conn:
        return (await policy(conn, hub_id, at)).calendar.clock_start(at) == at


async def test_closed_hub_opens_and_an_open_one_is_left_alone(database_url: str, database: Database) -> None:
    await seed(database_url, TUESDAY, secrets=Secrets(["a key of tests alone"]))
    assert not await opened(database, 1, THAT_NIGHT)

    await reopen(database, THAT_NIGHT)
    async with database.connection() as conn:
        after = await counts(conn)
    await reopen(database, THAT_NIGHT + timedelta(minutes=10))

    assert await opened(database, 1, THAT_NIGHT)
    assert await opened(database, 2, THAT_NIGHT)
    async with database.connection() as conn:
        assert await counts(conn) == after
        assert await broken_chains(conn) == []


async def test_database_of_real_people_is_left_alone(database_url: str, database: Database) -> None:
    await seed(database_url, TUESDAY, secrets=Secrets(["a key of tests alone"]))
    async with database.transaction() as tx:
        await tx.conn.exec_driver_sql("update deployment set invented = false")

    await reopen(database, THAT_NIGHT)

    assert not await opened(database, 1, THAT_NIGHT)
