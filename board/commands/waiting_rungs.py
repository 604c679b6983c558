"""Reminders that have not come yet: in whose hours they will, and moved when those hours or whoever has the contact change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import text

from board.domain.clocks import Key, Running, coming_rung
from board.domain.contacts import Contact
from board.domain.ladders import ReceiverHours
from board.domain.policy import Policy
from board.domain.receivers import receiver_hours
from board.store.agency_hours import seated
from board.store.engine import Tx

_MOVE = text(
    "update clocks k set next_rung_at = t.coming "
    "from unnest(cast(:kinds as text[]), cast(:abouts as bigint[]), cast(:coming as timestamptz[])) as t(kind, about, coming) "
    "where k.hub_id = :hub_id and k.contact_id = :contact_id and k.stopped_at is null and k.kind = t.kind and k.about = t.about"
)


async def hours_of(
    tx: Tx,
    contact: Contact,
    policy: Policy,
    holder: int | None,
    deciding_manager: int | None,
    *,
    own: bool,
    now: datetime,
) -> ReceiverHours:
    """In whose hours the reminders of a contact come. own: whether any agency of the hub keeps hours of its own. No locks."""
    if not own:
        return ReceiverHours(policy.calendar)
    people = [one for one in (holder, deciding_manager) if one is not None]
    seats = await seated(tx.conn, contact.hub_id, policy, now, people=people)
    return receiver_hours(policy.calendar, seats, holder=holder, deciding_manager=deciding_manager)


async def move_waiting(
    tx: Tx,
    contact: Contact,
    policy: Policy,
    hours: ReceiverHours,
    going_on: Mapping[Key, Running],
    waiting: Iterable[tuple[Key, int, datetime | None, datetime | None]],
) -> bool:
    """Let the next reminder of clocks that go on come when it should by now; answers whether any moved. One that somebody has seen
    stays held as long as it was; a ladder that has ended stays ended, and one that the policy did not have when the clock began begins.

    waiting: of each running clock its key, how many reminders came, when the next one comes and when one was last seen. The caller
    holds the contact's row. Writes clocks.
    """
    held = timedelta(minutes=policy.reminder_held_minutes)
    moved: dict[Key, datetime] = {}
    for key, raised, coming, seen in waiting:
        if key not in going_on or (coming is None and raised):
            continue
        at = coming_rung(policy, key[0], going_on[key], hours, raised)
        if at is not None and seen is not None:
            at = max(at, seen + held)
        if at is not None and at != coming:
            moved[key] = at
    if moved:
        facts = {
            **contact.key,
            "kinds": [kind.value for kind, _ in moved],
            "abouts": [about for _, about in moved],
            "coming": list(moved.values()),
        }
        await tx.conn.execute(_MOVE, facts)
    return bool(moved)
