"""An interest that waits for a manager: a notice, which climbs after the hub's limit and goes once nothing waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.store.engine import Tx
from board.store.interest.shown import deciders
from board.store.ladder import ladder
from board.store.on_duty import managers_told
from board.store.policies import policy

# With the notices of people who were told to telephone its reader.
_TAKE_BACK = text(
    "update deliveries d set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where d.hub_id = :hub_id and d.state in ('queued', 'failed') and exists (select from deliveries f where f.hub_id = d.hub_id "
    "  and f.notice_id = d.notice_id and f.kind = 'interest_to_decide') and not exists (select from interests i "
    "  where i.hub_id = d.hub_id and i.confirmed_at is null and i.ended_at is null and i.person_id <> d.person_id) returning person_id"
)


async def ask_managers(tx: Tx, hub_id: int, interest_id: int, *, now: datetime) -> None:
    """Tell the managers who may decide this interest: the duty manager, or the next on the management line. Never who has it.

    Writes what queue writes.
    """
    told = await managers_told(tx.conn, hub_id, now)
    people = await deciders(tx.conn, hub_id, told, interest_id)
    if not people:
        people = (
            await deciders(tx.conn, hub_id, await ladder(tx.conn, hub_id, None, told, now), interest_id)
        )[:1]
    rules = await policy(tx.conn, hub_id, now)
    climb_at = rules.calendar.due(now, rules.decide_interest_limit)
    await queue(tx, hub_id, "interest_to_decide", people, None, climb_at=climb_at, now=now)


async def decided(tx: Tx, hub_id: int, *, now: datetime) -> frozenset[int]:
    """Take the notice from each manager for whom no interest waits; answers them. Writes deliveries; the event is the caller's."""
    gone = await tx.conn.execute(_TAKE_BACK, {"hub_id": hub_id, "now": now})
    return frozenset(gone.scalars())
