"""An invented hub that was put to sleep wakes in mid-morning, whatever the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from board.commands.hubs import amend_policy
from board.domain.permissions import Role
from board.domain.refusals import NotHere
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.people import is_invented
from board.rehearsal import hub as invented
from board.rehearsal.hub import HUBS, InventedHub
from board.rehearsal.rota import put_rota
from board.store.engine import Database
from board.store.policies import policy


async def reopen(database: Database, now: datetime) -> None:
    """Give every invented hub that is closed at this moment hours that began some ninety minutes ago; its service manager amends them.

    A hub that is open and a database of real people stay as they are.
    """
    for hub in HUBS:
        manager = next((seat.email for seat in hub.seats if seat.role is Role.SERVICE_MANAGER), None)
        if manager is not None:
            await _reopen(database, hub, manager, now)


async def _reopen(database: Database, hub: InventedHub, manager: str, now: datetime) -> None:
    async with database.transaction() as tx:
        hub_id = (await hub_numbers(tx.conn)).get(hub.key)
        if hub_id is None or not await is_invented(tx.conn):
            return
        rules = await policy(tx.conn, hub_id, now)
        if rules.calendar.clock_start(now) <= now:
            return
        try:
            actor = await actor_of_email(tx.conn, hub_id, manager)
        except NotHere:  # their seat was ended
            return
        woken = replace(rules, hours=invented.policy(now).hours, closed_on_bank_holidays=False)
        await amend_policy(tx, actor, woken, now, now=now)
        await put_rota(tx, hub, actor, now, at=now)
