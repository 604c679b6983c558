"""A list that waits is spoken of: to its owner, then to the duty manager; and at the hub's limit it ends, never in silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.lists.ending import end
from board.commands.record import note
from board.domain.events import Body
from board.domain.lists.stages import BUSY, RAN_OUT, ListSettings
from board.store.engine import Tx
from board.store.lists.doors import ListDraft, list_of
from board.store.on_duty import managers_told
from board.store.policies import policy

# Gone: without a seat here, or on the rota since the list was touched and not on it now.
_GONE = """(
    not exists (select from seats s join people p on p.person_id = s.person_id and p.ended_at is null
      where s.hub_id = r.hub_id and s.person_id = r.owner_id and s.ended_at is null)
    or exists (select from duties y join seats s on s.hub_id = y.hub_id and s.seat_id = y.seat_id
      where s.hub_id = r.hub_id and s.person_id = r.owner_id and least(y.ended_at, y.ends_at) between r.touched_at and :now)
    and not exists (select from duties y join seats s on s.hub_id = y.hub_id and s.seat_id = y.seat_id and s.ended_at is null
      where s.hub_id = r.hub_id and s.person_id = r.owner_id and y.ended_at is null and y.starts_at <= :now and y.ends_at > :now)
)"""
_TO_TELL = text(
    "select r.draft_id from drafts r where r.hub_id = :hub_id and r.kind = 'list' and r.ended_at is null and ("  # noqa: S608 - constants of this file
    "r.begun_at <= :over or r.managers_told_at is null and (r.touched_at <= :long or r.owner_told_at is not null "
    f"or {_GONE})) order by r.begun_at"
)
_IS_GONE = text(f"select {_GONE} from drafts r where r.hub_id = :hub_id and r.draft_id = :draft_id")  # noqa: S608
_TOLD = text(
    "update drafts set owner_told_at = coalesce(owner_told_at, :now), managers_told_at = :managers_at "
    "where hub_id = :hub_id and draft_id = :draft_id"
)
_FORGET = text(
    "update drafts set found = null where hub_id = :hub_id and found is not null and ended_at <= :before returning draft_id"
)


async def lists_to_tell(tx: Tx, hub_id: int, *, now: datetime) -> list[UUID]:
    """Lists of which somebody may have to be told, or that are to end. No locks."""
    rules = (await policy(tx.conn, hub_id, now)).lists
    facts = {"hub_id": hub_id, "now": now, "long": now - timedelta(minutes=rules.owner_told_minutes)}
    over = {"over": now - timedelta(hours=rules.ends_after_hours)}
    return list((await tx.conn.execute(_TO_TELL, facts | over)).scalars())


async def tell_of_list(tx: Tx, hub_id: int, draft_id: UUID, *, now: datetime) -> bool:
    """Tell its owner that a list waits, then the duty manager; both at once when the owner is off duty. End it at the hub's limit.

    Returns whether anything was done. Locks: the list. Writes drafts, lists, deliveries; events list_told_of, list_ran_out.
    """
    draft = await list_of(tx.conn, hub_id, draft_id, lock=True)
    if draft is None or draft.ended_at is not None or draft.stage in BUSY:
        return False
    rules = (await policy(tx.conn, hub_id, now)).lists
    if now >= draft.begun_at + timedelta(hours=rules.ends_after_hours):
        await _run_out(tx, draft, now)
        return True
    gone = bool((await tx.conn.execute(_IS_GONE, draft.key | {"now": now})).scalar_one())
    owner, managers = _due(draft, rules, gone, now)
    if not owner and not managers:
        return False
    told = await queue(tx, hub_id, "list_waits", [draft.owner_id], None, now=now) if owner else frozenset()
    if managers:
        them = set(await managers_told(tx.conn, hub_id, now)) - {draft.owner_id}
        told |= await queue(tx, hub_id, "list_left", sorted(them), None, now=now)
    await tx.conn.execute(_TOLD, draft.key | {"now": now, "managers_at": now if managers else None})
    body: Body = {"list": str(draft_id), "managers": managers}
    note(tx, hub_id, "list_told_of", None, body, told=told, now=now)
    return True


async def forget_ended(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """Remove the reports of lists that ended as long ago as the hub's limit. Returns how many."""
    rules = (await policy(tx.conn, hub_id, now)).lists
    facts = {"hub_id": hub_id, "before": now - timedelta(hours=rules.ends_after_hours)}
    return len((await tx.conn.execute(_FORGET, facts)).all())


def _due(draft: ListDraft, rules: ListSettings, gone: bool, now: datetime) -> tuple[bool, bool]:
    """Whether its owner, and whether the duty manager is to be told now."""
    owner_at = draft.touched_at + timedelta(minutes=rules.owner_told_minutes)
    owner = draft.owner_told_at is None and (gone or now >= owner_at)
    waited = draft.owner_told_at is not None and now >= draft.owner_told_at + timedelta(
        minutes=rules.managers_told_minutes
    )
    return owner, draft.managers_told_at is None and (gone or waited)


async def _run_out(tx: Tx, draft: ListDraft, now: datetime) -> None:
    went = await end(tx, draft, RAN_OUT, by=None, now=now)
    whom = {draft.owner_id, *await managers_told(tx.conn, draft.hub_id, now)}
    told = await queue(tx, draft.hub_id, "list_ran_out", sorted(whom), None, now=now)
    body: Body = {
        "list": str(draft.draft_id),
        "lines": draft.lines,
        "held": draft.held,
        "person": draft.owner_id,
    }
    note(tx, draft.hub_id, "list_ran_out", None, body, told=told | went, now=now)
