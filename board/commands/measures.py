"""Protective measures of a contact: recorded once with the time they end, and ended with what followed; never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.commands.words import given, one_of
from board.domain.contacts import LONDON
from board.domain.measures import OF_A_CHILD, MeasureKind, latest_end
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere
from board.store.engine import Tx
from board.store.rows import insert_one

_IS_CHILD = text(
    "select exists (select from children where hub_id = :hub_id and contact_id = :contact_id and child_id = :child_id)"
)
_SAME = text(
    "select measure_id from measures where hub_id = :hub_id and contact_id = :contact_id and kind = :kind and began_at = :began_at "
    "and ends_at = :ends_at and child_id is not distinct from cast(:child_id as bigint) and note is not distinct from cast(:note as text) "
    "and ended_at is null order by measure_id limit 1"
)
_TAKE = text(
    "select kind, ended_at from measures where hub_id = :hub_id and contact_id = :contact_id and measure_id = :measure_id for no key update"
)
_END = text(
    "update measures set ended_at = :now, ended_by = :person_id, end_reason = :reason where hub_id = :hub_id and measure_id = :measure_id"
)
_AHEAD = timedelta(minutes=5)
"""How far another clock than ours may go ahead."""


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure as somebody tells it. ends_at: none where the law alone says when it ends."""

    kind: str
    began_at: datetime
    ends_at: datetime | None = None
    child_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """changed: false when it was so already."""

    ref: str
    measure_id: int
    ends_at: datetime | None
    changed: bool = True


async def record_measure(tx: Tx, actor: Actor, ref: str, new: NewMeasure, *, now: datetime) -> Measured:
    """Record what protects a child or family and until when; its reminders run by day and by night until somebody says it is over. The
    same again, while it stands, is silence.

    Raises BadInput, UnknownCode, NotHere (no such child), ContactClosed and what the door raises. Locks: the contact. Writes
    measures, clocks, event measure_recorded.
    """
    contact = await open_contact(tx, actor, ref, Action.PROTECT, now=now)
    one_of([*MeasureKind], "kind", new.kind)
    kind = MeasureKind(new.kind)
    note = given(new.note) if new.note.strip() else None
    if new.child_id is not None:
        if not (await tx.conn.execute(_IS_CHILD, contact.key | {"child_id": new.child_id})).scalar_one():
            raise NotHere
    elif kind in OF_A_CHILD:
        raise BadInput({"child": "Choose the child it protects; it stands for one child."})
    ends_at = _end(kind, new, now)
    facts = contact.key | {"kind": kind.value, "child_id": new.child_id, "note": note}
    facts |= {"began_at": new.began_at, "ends_at": ends_at}
    same: int | None = (await tx.conn.execute(_SAME, facts)).scalar_one_or_none()
    if same is not None:
        return Measured(contact.ref, same, ends_at, changed=False)
    recorded = {"recorded_at": now, "recorded_by": actor.person_id}
    measure_id = await insert_one(tx.conn, "measures", {**facts, **recorded}, "measure_id")
    await keep_clocks(tx, contact, now=now)
    body = {"measure": kind.value, "measure_id": measure_id}
    words = {"note": note} if note else {}
    await record(tx, contact, "measure_recorded", actor, body, words=words, now=now)
    return Measured(contact.ref, measure_id, ends_at)


async def end_measure(
    tx: Tx, actor: Actor, ref: str, measure_id: int, reason: str, *, now: datetime
) -> Measured:
    """Record that a measure is over and what followed it. Twice is silence.

    Raises ReasonNeeded, NotHere (no such measure), ContactClosed and what the door raises. Locks: the contact, the measure. Writes
    measures, clocks, event measure_ended.
    """
    contact = await open_contact(tx, actor, ref, Action.PROTECT, now=now)
    facts = contact.key | {"measure_id": measure_id, "person_id": actor.person_id, "now": now}
    row = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    if row is None:
        raise NotHere
    reason = given(reason)
    if row.ended_at is not None:
        return Measured(contact.ref, measure_id, None, changed=False)
    await tx.conn.execute(_END, {**facts, "reason": reason})
    await keep_clocks(tx, contact, now=now)
    body = {"measure": row.kind, "measure_id": measure_id}
    await record(tx, contact, "measure_ended", actor, body, words={"reason": reason}, now=now)
    return Measured(contact.ref, measure_id, None)


def _end(kind: MeasureKind, new: NewMeasure, now: datetime) -> datetime:
    if new.began_at > now + _AHEAD:
        raise BadInput({"began_at": "This is still to come. Record a measure once it has begun."})
    latest = latest_end(kind, new.began_at)
    if new.ends_at is None:
        if latest is None or kind is MeasureKind.EMERGENCY_PROTECTION_ORDER:
            raise BadInput({"ends_at": "Say when it ends; the order or the notice to the suspect says it."})
        return latest
    if new.ends_at <= new.began_at:
        raise BadInput({"ends_at": "This is not after it began."})
    if latest is not None and new.ends_at > latest:
        by = f"{latest.astimezone(LONDON):%a %-d %b %Y %H:%M}"
        raise BadInput({"ends_at": f"By law it ends by {by} at the latest. Look at the papers again."})
    return new.ends_at
