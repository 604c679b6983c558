"""A changed way of working begins by itself, once, whoever finds it due; the hub's clocks move by it and the law's never."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.hubs import amend_policy
from board.domain.hours import minutes
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.store.engine import Database
from tests import make
from workers.policies import begin_policies

MONDAY = make.NOW + timedelta(days=6)
SHORTER = replace(Policy.default(), screening_limit=minutes(10))


async def amend(db: Database, by: Actor, policy: Policy, at: datetime) -> int:
    async with db.transaction() as tx:
        return await amend_policy(tx, by, policy, at, now=make.NOW)


async def events(db: Database, kind: str) -> int:
    async with db.connection() as conn:
        return int(
            (
                await conn.execute(text("select count(*) from events where kind = :k"), {"k": kind})
            ).scalar_one()
        )


async def dues(db: Database) -> dict[str, datetime]:
    async with db.connection() as conn:
        rows = await conn.execute(text("select kind, due_at from clocks where stopped_at is null"))
        return {row.kind: row.due_at for row in rows}


async def test_a_change_for_later_begins_at_its_time_and_once_with_two_workers(
    database: Database, database_url: str
) -> None:
    manager = await make.person(database, await make.hub(database), Role.SERVICE_MANAGER)
    await amend(database, manager, SHORTER, MONDAY)
    assert await begin_policies(database, MONDAY - timedelta(seconds=1)) == 0
    other = Database(database_url, pool_size=2)
    try:
        began = await asyncio.gather(begin_policies(database, MONDAY), begin_policies(other, MONDAY))
    finally:
        await other.close()
    assert sum(began) == 1
    assert await begin_policies(database, MONDAY + timedelta(days=1)) == 0
    assert await events(database, "policy_began") == 1


async def test_the_hubs_clocks_are_counted_anew_and_the_laws_stays(database: Database) -> None:
    manager = await make.person(database, await make.hub(database), Role.SERVICE_MANAGER)
    await make.contact_waiting(database, manager)
    before = await dues(database)
    earlier = replace(SHORTER.hours.monday, closes=SHORTER.hours.monday.closes.replace(hour=15))
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), earlier)
    changed = replace(SHORTER, hours=replace(SHORTER.hours, **days))
    await amend(database, manager, changed, make.NOW)
    await begin_policies(database, make.NOW)
    after = await dues(database)
    assert after["screening"] == before["screening"] - timedelta(minutes=20)
    assert after["statutory"] == before["statutory"]
    assert await events(database, "clocks_recounted") == 1
    await begin_policies(database, make.NOW)
    assert await events(database, "clocks_recounted") == 1


async def test_a_ladder_that_a_change_brings_reminds_of_clocks_that_run_already(database: Database) -> None:
    reminds = Policy.default()
    silent = replace(reminds, ladders=tuple(one for one in reminds.ladders if one.clock != "screening"))
    manager = await make.person(database, await make.hub(database, policy=silent), Role.SERVICE_MANAGER)
    await make.contact_waiting(database, manager)
    query = text("select raised, next_rung_at from clocks where kind = 'screening' and stopped_at is null")

    async def coming() -> list[tuple[int, datetime | None]]:
        async with database.connection() as conn:
            return [(row.raised, row.next_rung_at) for row in await conn.execute(query)]

    assert await coming() == [(0, None)]
    await amend(database, manager, reminds, make.NOW)
    await begin_policies(database, make.NOW)
    [(raised, at)] = await coming()
    assert raised == 0 and at is not None and at <= (await dues(database))["screening"]


async def test_a_contact_somebody_has_locked_is_counted_the_next_time(
    database: Database, database_url: str
) -> None:
    manager = await make.person(database, await make.hub(database), Role.SERVICE_MANAGER)
    await make.contact_waiting(database, manager)
    await amend(database, manager, SHORTER, make.NOW)
    other = Database(database_url, pool_size=1)
    try:
        async with other.transaction() as tx:
            await tx.conn.execute(text("select 1 from contacts for no key update"))
            await begin_policies(database, make.NOW)
            assert await events(database, "clocks_recounted") == 0
    finally:
        await other.close()
    await begin_policies(database, make.NOW)
    assert await events(database, "clocks_recounted") == 1


async def test_a_change_overtaken_by_a_newer_one_never_begins(database: Database) -> None:
    manager = await make.person(database, await make.hub(database), Role.SERVICE_MANAGER)
    await amend(database, manager, SHORTER, MONDAY)
    await amend(database, manager, Policy.default(), make.NOW)
    assert await begin_policies(database, MONDAY) == 0
    assert await events(database, "policy_began") == 0
