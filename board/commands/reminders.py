"""Reminders that came: seen by somebody, which holds the next one for a while, or over, because the world has moved on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.notices import take_back
from board.commands.record import note
from board.domain.clocks import ClockKind
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.store.engine import Tx
from board.store.policies import policy

PREFIX = "reminder_"
"""Before the kind of clock, in the kind of a delivery."""
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
    kinds = [delivery_kind(kind) for kind in listed]
    people = await take_back(tx, contact.hub_id, contact.contact_id, kinds, now=now)
    if (
        contact.restricted
    ):  # people removed from it no longer see the notice; do not tell them that it was withdrawn
        people &= contact.concerned
    body = {"clocks": " ".join(kind.value for kind in listed), "why": why}
    about = contact.contact_id
    note(tx, contact.hub_id, "reminders_cancelled", None, body, about=about, told=people, now=now)


async def acknowledge_reminder(
    tx: Tx, actor: Actor, contact_id: int, kind: ClockKind, *, now: datetime
) -> frozenset[int]:
    """Somebody who was reminded has seen it: the next rung waits for as long as the hub's policy says, and then comes if nothing has
    happened. Twice is silence; returns the clocks that are held.

    The caller has locked the delivery that said it. Writes rungs, clocks, event reminder_acknowledged.
    """
    facts = actor.key | {"contact_id": contact_id, "kind": kind.value, "now": now}
    clocks = sorted(set((await tx.conn.execute(_SEEN, facts)).scalars()))
    if not clocks:
        return frozenset()
    held = timedelta(minutes=(await policy(tx.conn, actor.hub_id, now)).reminder_held_minutes)
    await tx.conn.execute(_HOLD, {"hub_id": actor.hub_id, "until": now + held, "clocks": clocks})
    body = {"clock": kind.value, "minutes": int(held.total_seconds() // 60)}
    mine = [actor.person_id]
    note(tx, actor.hub_id, "reminder_acknowledged", actor, body, about=contact_id, told=mine, now=now)
    return frozenset(clocks)
