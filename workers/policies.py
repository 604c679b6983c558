"""A changed way of working begins by itself, at its time, once; then the clocks of what is live are counted by it."""

from __future__ import annotations

from datetime import datetime

import structlog

from board.commands.policies import DuePolicy, begin, due, kept, live, recount
from board.domain.refusals import DatabaseAway
from board.store.engine import Database

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


async def _begin(database: Database, policy: DuePolicy, now: datetime) -> bool:
    began = False
    if not policy.begun:
        async with database.transaction() as tx:
            began = await begin(tx, policy.hub_id, policy.version, now=now)
    async with database.transaction() as tx:
        contacts = await live(tx, policy.hub_id)
    left = [number for number in contacts if not await _recount(database, policy, number, now)]
    if not left:
        async with database.transaction() as tx:
            await kept(tx, policy.hub_id, policy.version, now=now)
    return began


async def _recount(database: Database, policy: DuePolicy, contact_id: int, now: datetime) -> bool:
    """A transaction a contact, so that a claim waits behind one and never behind all of them."""
    async with database.transaction() as tx:
        return await recount(tx, policy.hub_id, contact_id, policy.version, now=now)
