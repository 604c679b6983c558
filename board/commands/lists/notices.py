"""Notices about lists that wait: they go when the list moves on, and stay where another list of the same reader waits too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.store.engine import Tx
from board.store.lists.doors import ListDraft

_TAKE_BACK = text(
    "update deliveries d set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where d.hub_id = :hub_id and d.contact_id is null and d.state in ('queued', 'failed') and ("
    "d.kind = 'list_waits' and d.person_id = :owner_id and not exists (select from drafts o where o.hub_id = d.hub_id "
    "  and o.draft_id <> :draft_id and o.ended_at is null and o.owner_id = d.person_id and o.owner_told_at is not null) "
    "or d.kind = 'list_left' and not exists (select from drafts o where o.hub_id = d.hub_id "
    "  and o.draft_id <> :draft_id and o.ended_at is null and o.managers_told_at is not null)) returning d.person_id"
)
_TOUCH = text(
    "update drafts set touched_at = :now, owner_told_at = null, managers_told_at = null, owner_id = :owner "
    "where hub_id = :hub_id and draft_id = :draft_id"
)


async def touched(tx: Tx, draft: ListDraft, *, owner: int | None = None, now: datetime) -> frozenset[int]:
    """Its owner did something with the list, so reminders count from now. owner: who has it from now on, if another.

    Returns whose notices went. Writes drafts, deliveries.
    """
    gone: frozenset[int] = frozenset()
    facts = draft.key | {"owner_id": draft.owner_id, "now": now}
    if draft.owner_told_at or draft.managers_told_at:
        gone = frozenset((await tx.conn.execute(_TAKE_BACK, facts)).scalars())
    await tx.conn.execute(_TOUCH, {**draft.key, "now": now, "owner": owner or draft.owner_id})
    return gone
