"""Reminders that came: seen by somebody, which holds the next one for a while, or over, because the world has moved on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import text

from board.domain.clocks import ClockKind
from board.domain.contacts import Contact
from board.domain.events import Event
from board.domain.people import Actor
from board.store.engine import Tx
from board.store.policies import policy

PREFIX = "reminder_"
"""Before the kind of clock, in the kind of a delivery."""
# With whoever was told to telephone somebody because they did not read it.
_WITHDRAW = text(
    "update deliveries d set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where d.hub_id = :hub_id and d.contact_id = :contact_id and d.state in ('queued', 'failed') "
    "and exists (select from deliveries f where f.hub_id = d.hub_id and f.notice_id = d.notice_id "
    "  and (f.delivery_id = d.delivery_id or d.kind = 'telephone_now') and f.kind = any(cast(:kinds as text[])) "
    "  and not exists (select from clocks k where k.hub_id = f.hub_id and k.contact_id = f.contact_id and k.stopped_at is null "
    "    and k.raised > 0 and 'reminder_' || k.kind = f.kind)) returning person_id"
)
_SEEN = text(
    "update rungs r set acknowledged_at = :now, acknowledged_by = :person_id from clocks k "
    "where r.hub_id = :hub_id and r.contact_id = :contact_id and r.ended_at is null and r.acknowledged_at is null "
    "and :person_id = any(r.people) and k.hub_id = r.hub_id and k.clock_id = r.clock_id and k.kind = :kind and k.stopped_at is null "
    "returning r.clock_id"
)
# The ladder goes on where it stood; after its last rung that one comes again.
_HOLD = text(
    "update clocks set next_rung_at = greatest(next_rung_at, :until) where hub_id = :hub_id and clock_id = any(cast(:clocks as bigint[]))"
)


def delivery_kind(kind: ClockKind) -> str:
    """The kind of delivery that reminds of a kind of clock."""
    return PREFIX + kind.value


async def end_reminders(
    tx: Tx,
    contact: Contact,
    raised: Iterable[ClockKind],
    moot: Iterable[ClockKind],
    why: str,
    *,
    now: datetime,
) -> None:
    """Take back what nobody need read any more. raised: clocks that stopped after somebody was reminded; moot: clocks whose coming
    reminders mean nothing any more, because it was closed, decided or rated anew.

    The caller holds the contact's row. Writes deliveries, event reminders_cancelled.
    """
    listed = sorted({*raised, *moot}, key=list(ClockKind).index)
    facts = contact.key | {"kinds": [delivery_kind(kind) for kind in listed], "now": now}
    people = frozenset((await tx.conn.execute(_WITHDRAW, facts)).scalars())
    if contact.restricted:  # who is named no more sees the notice no more, and is not to hear that it went
        people &= contact.concerned
    body = {"clocks": " ".join(kind.value for kind in listed), "why": why}
    event = Event("reminders_cancelled", now, None, contact.contact_id, people, body)
    tx.record(contact.hub_id, event)


async def acknowledge_reminder(
    tx: Tx, actor: Actor, contact_id: int, kind: ClockKind, *, now: datetime
) -> frozenset[int]:
    """Somebody who was reminded has seen it: the next rung waits for as long as the hub's policy says, and then comes if nothing has
    happened. Twice is silence; returns the clocks that are held.

    The caller has locked the delivery that said it. Writes rungs, clocks, event reminder_acknowledged.
    """
    facts = {
        "hub_id": actor.hub_id,
        "contact_id": contact_id,
        "person_id": actor.person_id,
        "kind": kind.value,
    }
    clocks = sorted(set((await tx.conn.execute(_SEEN, {**facts, "now": now})).scalars()))
    if not clocks:
        return frozenset()
    held = timedelta(minutes=(await policy(tx.conn, actor.hub_id, now)).reminder_held_minutes)
    await tx.conn.execute(_HOLD, {"hub_id": actor.hub_id, "until": now + held, "clocks": clocks})
    body = {"clock": kind.value, "minutes": int(held.total_seconds() // 60)}
    tx.record(
        actor.hub_id,
        Event(
            "reminder_acknowledged",
            now,
            actor.person_id,
            contact_id,
            frozenset({actor.person_id}),
            body,
        ),
    )
    return frozenset(clocks)
