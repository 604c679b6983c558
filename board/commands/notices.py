"""Notices that are no longer true are taken back: they leave the page, and messages that have not gone out do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text

from board.store.engine import Tx

# With the notice of everybody who was told to telephone its reader. A reminder stays while another clock of its kind still reminds.
_TAKE_BACK = text(
    "update deliveries d set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where d.hub_id = :hub_id and d.contact_id = :contact_id and d.state in ('queued', 'failed') "
    "and exists (select from deliveries f where f.hub_id = d.hub_id and f.notice_id = d.notice_id "
    "  and (f.delivery_id = d.delivery_id or d.kind = 'telephone_now' and f.person_id = d.ring_id) "
    "  and f.kind = any(cast(:kinds as text[])) "
    "  and (cast(:people as bigint[]) is null or f.person_id = any(cast(:people as bigint[]))) "
    "  and not exists (select from clocks k where k.hub_id = f.hub_id and k.contact_id = f.contact_id and k.stopped_at is null "
    "    and k.raised > 0 and 'reminder_' || k.kind = f.kind)) returning person_id"
)


async def take_back(
    tx: Tx, hub_id: int, contact_id: int, kinds: Iterable[str], people: Iterable[int] | None = None, *, now: datetime
) -> frozenset[int]:  # fmt: skip
    """Take back the notices of these kinds about a contact; returns the people who had one, people no longer named among them.

    people: readers whose notices are meant; none: all. Writes deliveries; the event is the caller's.
    """
    facts: dict[str, object] = {"hub_id": hub_id, "contact_id": contact_id, "kinds": list(kinds), "now": now}
    facts["people"] = None if people is None else list(people)
    return frozenset((await tx.conn.execute(_TAKE_BACK, facts)).scalars())
