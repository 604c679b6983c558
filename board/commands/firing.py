"""What changes by time alone becomes an event: clocks that come due, and the turn of the day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.domain.clocks import ClockKind
from board.domain.contacts import LONDON
from board.domain.events import Event
from board.store.engine import Tx

_LOOK = text(
    "select hub_id, contact_id from clocks where due_at <= :now and stopped_at is null and fired_at is null "
    "group by hub_id, contact_id order by min(due_at), hub_id, contact_id limit :most"
)
_LOCK = text(
    "select contact_id, deciding_manager, "
    "coalesce((select person_id from claims cl where cl.hub_id = c.hub_id and cl.contact_id = c.contact_id "
    "and cl.released_at is null), 0) as holder_id, array(select person_id from named_people n where n.hub_id = c.hub_id "
    "and n.contact_id = c.contact_id and n.ended_at is null union select person_id from hand_overs h where h.hub_id = c.hub_id "
    "and h.contact_id = c.contact_id and h.ended_at is null) as named "
    "from contacts c where hub_id = :hub_id and contact_id = :contact_id for no key update of c skip locked"
)
_FIRE = text(
    "update clocks set fired_at = :now where hub_id = :hub_id and contact_id = :contact_id and due_at <= :now "
    "and stopped_at is null and fired_at is null returning clock_id, kind"
)
_LAST_DAY = text(
    "select max(at) from events where hub_id = :hub_id and kind = 'day_turned' "
    "and seq > (select seq from heads where hub_id = :hub_id) - 20000"
)


async def due(tx: Tx, *, now: datetime, most: int = 200) -> list[tuple[int, int]]:
    """Owners (hub_id, contact_id) with a clock that is due and has not fired, the longest due first. No locks."""
    return [(r.hub_id, r.contact_id) for r in await tx.conn.execute(_LOOK, {"now": now, "most": most})]


async def fire(tx: Tx, hub_id: int, contact_id: int, *, now: datetime) -> int:
    """Fire what is due of this contact, once; 0 when somebody has it locked (the next tick finds it) or nothing is due any more.

    Locks: the contact, skipping it when locked. Writes clocks, deliveries where an offer went unanswered, one event clock_fired a
    clock.
    """
    key = {"hub_id": hub_id, "contact_id": contact_id, "now": now}
    owner = (await tx.conn.execute(_LOCK, key)).one_or_none()
    if owner is None:
        return 0
    fired = (await tx.conn.execute(_FIRE, key)).all()
    concerned = frozenset(owner.named) | (frozenset({owner.holder_id}) if owner.holder_id else frozenset())
    if any(
        clock.kind == ClockKind.HAND_OVER for clock in fired
    ):  # loud for who still holds it and who decides it
        whom = {owner.holder_id, owner.deciding_manager or 0} - {0}
        await queue(tx, hub_id, "hand_over_unanswered", sorted(whom), contact_id, now=now)
    for clock in fired:
        body = {"clock_id": clock.clock_id, "clock": clock.kind}
        tx.record(hub_id, Event("clock_fired", now, None, contact_id, concerned, body))
    return len(fired)


async def turn_day(tx: Tx, hub_id: int, *, now: datetime) -> bool:
    """Record that a new day began in this hub, once a London day. Locks: the hub's head."""
    await tx.conn.execute(
        text("select 1 from heads where hub_id = :hub_id for no key update"), {"hub_id": hub_id}
    )
    last = (await tx.conn.execute(_LAST_DAY, {"hub_id": hub_id})).scalar_one()
    if last is not None and last.astimezone(LONDON).date() >= now.astimezone(LONDON).date():
        return False
    tx.record(hub_id, Event("day_turned", now))
    return True
