"""A list is thrown away with a reason, or another person takes it over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.lists.notices import touched
from board.commands.record import note
from board.commands.words import one_of
from board.domain.events import Body
from board.domain.lists.stages import REASONS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.engine import Tx
from board.store.lists.doors import ListDraft, access_list

_END = text(
    "update drafts set ended_at = :now, ended_by = :ended_by, ended_as = :ended_as, words = null, found = null "
    "where hub_id = :hub_id and draft_id = :draft_id"
)
_ENDED = text(
    "update lists set stage = 'ended', leased_until = null where hub_id = :hub_id and draft_id = :draft_id"
)


async def throw_list_away(tx: Tx, actor: Actor, draft_id: UUID, reason: str, *, now: datetime) -> None:
    """The list ends, or what was held back of it; its words go. Twice is silence.

    Raises NotHere, NotAllowed, ListAtWork, UnknownCode. Locks: the list. Writes drafts, lists, deliveries; event list_thrown_away.
    """
    draft = await access_list(tx.conn, actor, draft_id, lock=True)
    if draft.ended_at is not None:
        return
    draft.must_rest()
    one_of(tuple(REASONS), "reason", reason)
    gone = await end(tx, draft, reason, by=actor.person_id, now=now)
    body: Body = {"list": str(draft_id), "reason": reason, "lines": draft.lines, "held": draft.held}
    note(tx, actor.hub_id, "list_thrown_away", actor, body, told=gone, now=now)


async def take_list_over(tx: Tx, actor: Actor, draft_id: UUID, *, now: datetime) -> None:
    """The list is this manager's from now on, and its owner before is told. Twice is silence.

    Raises NotHere, NotAllowed, ListAtWork. Locks: the list. Writes drafts, deliveries; event list_taken_over.
    """
    draft = await access_list(tx.conn, actor, draft_id, Action.TAKE_OVER_LIST, lock=True)
    if draft.ended_at is not None or draft.owner_id == actor.person_id:
        return
    draft.must_rest()
    gone = await touched(tx, draft, owner=actor.person_id, now=now)
    await queue(tx, actor.hub_id, "list_taken_over", [draft.owner_id], None, now=now)
    body: Body = {"list": str(draft_id), "person": draft.owner_id}
    told = gone | {draft.owner_id, actor.person_id}
    note(tx, actor.hub_id, "list_taken_over", actor, body, told=told, now=now)


async def end(tx: Tx, draft: ListDraft, ended_as: str, *, by: int | None, now: datetime) -> frozenset[int]:
    """Remove its words and end it. Returns whose notices went; the event is the caller's."""
    gone = await touched(tx, draft, now=now)
    await tx.conn.execute(_END, draft.key | {"now": now, "ended_by": by, "ended_as": ended_as})
    await tx.conn.execute(_ENDED, draft.key)
    return gone
