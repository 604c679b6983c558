"""A changed way of working, or an agency's hours, begin by themselves at their time; then what is live is counted by them."""

from __future__ import annotations

from datetime import datetime

import structlog

from board.commands import agency_hours
from board.commands.agency_hours import DueHours
from board.commands.policies import DuePolicy, asked, begin, due, kept, live, recount
from board.domain.refusals import DatabaseAway
from board.store.engine import Database
from board.store.policies import policy_version

log = structlog.get_logger("board.worker")


async def begin_policies(database: Database, now: datetime) -> int:
    """Begin what is due; returns how many began here. What is left over (a contact somebody has locked) is left to the next time."""
    async with database.transaction() as tx:
        waiting = await due(tx, now=now)
    began = 0
    for policy in waiting:
        try:
            began += await _begin(database, policy, now)
        except DatabaseAway:
            raise
        except Exception as error:
            log.warning("policy not begun", hub=policy.hub_id, version=policy.version, exc_info=error)
    return began


async def begin_agency_hours(database: Database, now: datetime) -> int:
    """Count what waits by the hours that have begun; returns how many did here."""
    async with database.transaction() as tx:
        waiting = await agency_hours.due(tx, now=now)
    began = 0
    for hours in waiting:
        try:
            began += await _count(database, hours, now)
        except DatabaseAway:
            raise
        except Exception as error:
            log.warning("agency hours not begun", hub=hours.hub_id, agency=hours.agency_id, exc_info=error)
    return began


async def _begin(database: Database, policy: DuePolicy, now: datetime) -> bool:
    began = False
    if not policy.begun:
        async with database.transaction() as tx:
            began = await begin(tx, policy.hub_id, policy.version, now=now)
    async with database.transaction() as tx:
        count = await asked(tx, policy.hub_id, policy.version)
    if await _recount_all(database, policy.hub_id, policy.version, now):
        async with database.transaction() as tx:
            await kept(tx, policy.hub_id, policy.version, count, now=now)
    return began


async def _count(database: Database, hours: DueHours, now: datetime) -> bool:
    async with database.transaction() as tx:
        version = await policy_version(tx.conn, hours.hub_id, now)
    if not await _recount_all(database, hours.hub_id, version, now):
        return False
    async with database.transaction() as tx:
        return await agency_hours.counted(tx, hours, now=now)


async def _recount_all(database: Database, hub_id: int, version: int, now: datetime) -> bool:
    """A transaction a contact, so that a claim waits behind one and never behind all of them; whether none is left over."""
    async with database.transaction() as tx:
        contacts = await live(tx, hub_id)
    return all([await _recount(database, hub_id, number, version, now) for number in contacts])


async def _recount(database: Database, hub_id: int, contact_id: int, version: int, now: datetime) -> bool:
    async with database.transaction() as tx:
        return await recount(tx, hub_id, contact_id, version, now=now)
