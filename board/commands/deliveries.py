"""Telling professionals: a notice on the page at once, and by the ways each can be reached, written with the change it tells of.

There is no way to name an address here: people are told, and only those who have a seat in the hub. Who is not named on a restricted
contact is not told of it, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.record import note
from board.commands.reminders import PREFIX, acknowledge_reminder
from board.domain.clocks import ClockKind
from board.domain.deliveries import KINDS, Channel, DeliverySettings, after_quiet
from board.domain.events import Body
from board.domain.messages import Entry
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.store.engine import Tx
from board.store.policies import policy
from board.store.reached import Reached, reached
from board.store.rows import insert

_OPEN = text(
    "select person_id, delivery_id, notice_id, urgent from deliveries where hub_id = :hub_id and channel = 'page' and state = 'queued' "
    "and kind = :kind and contact_id is not distinct from :contact_id and ring_id is not distinct from :ring_id "
    "and person_id = any(cast(:people as bigint[])) "
    "order by created_at for no key update"
)
_RAISE = text(
    "update deliveries set urgent = true, climb_at = :climb_at where hub_id = :hub_id and delivery_id = any(cast(:raised as uuid[]))"
)
_UNSENT = text(
    "update deliveries set state = 'given_up', problem = 'sent_as_urgent', changed_at = :now, next_at = null where hub_id = :hub_id "
    "and channel <> 'page' and state in ('queued', 'failed') and (notice_id, person_id) in (select notice_id, person_id "
    "from deliveries where hub_id = :hub_id and delivery_id = any(cast(:raised as uuid[])))"
)
_WAITING = text(
    "select person_id, min(next_at) as next_at from deliveries where hub_id = :hub_id and person_id = any(cast(:people as bigint[])) "
    "and channel <> 'page' and state = 'queued' and not urgent and next_at > :now group by person_id"
)
# An array of one subquery, because a join may be planned before the tables have statistics, and then reads every row for each row.
# Contacts before deliveries, as every command that moves a contact, and everything of a notice at once: else whoever claims it, or two
# who were told together, would each wait for what the other has.
_CONTACTS = text(
    "select c.contact_id from contacts c where c.hub_id = :hub_id and c.contact_id = any(array(select d.contact_id from deliveries d "
    "where d.hub_id = :hub_id and d.delivery_id = any(cast(:ids as uuid[])) and d.person_id = :person_id and d.channel = 'page')) "
    "order by c.contact_id for no key update"
)
_NOTICES = text(
    "select x.delivery_id from deliveries x where x.hub_id = :hub_id and x.channel = 'page' and x.notice_id = any(array(select d.notice_id "
    "from deliveries d where d.hub_id = :hub_id and d.delivery_id = any(cast(:ids as uuid[])) and d.person_id = :person_id "
    "and d.channel = 'page')) order by x.delivery_id for no key update"
)
_TAKE = text(
    "select contact_id, notice_id, kind, state from deliveries where hub_id = :hub_id and delivery_id = :delivery_id "
    "and person_id = :person_id and channel = 'page' for no key update"
)
_DELIVERED = text(
    "update deliveries set state = 'delivered', changed_at = :now, next_at = null, climb_at = null "
    "where hub_id = :hub_id and notice_id = :notice_id and person_id = :person_id "
    # A calendar still wants the meeting that its owner has read of.
    "and (delivery_id = :delivery_id or channel <> 'page' and entry_id is null and state in ('queued', 'failed'))"
)
_CALM = text(
    "update deliveries set climb_at = null where hub_id = :hub_id and notice_id = :notice_id and climb_at is not null"
)


async def queue(
    tx: Tx,
    hub_id: int,
    kind: str,
    person_ids: Iterable[int],
    contact_id: int | None,
    *,
    now: datetime,
    urgent: bool = False,
    notice_id: UUID | None = None,
    ring_id: int | None = None,
    entry: Entry | None = None,
    by: int | None = None,
    settings: DeliverySettings | None = None,
    noted: bool = True,
    climb_at: datetime | None = None,
) -> frozenset[int]:
    """Tell these people of something, in the transaction of the change itself; returns those who are told anew.

    kind: of board.domain.deliveries.KINDS. Left out without a word: who has no seat here, and who may not know of the contact. Who has
    the same notice open already is not told twice, but an urgent one makes an open one urgent. urgent: by every way at once, past
    bundles and quiet hours, and it climbs when nobody acknowledges it. notice_id, ring_id: of a notice that climbed, and whom to ring.
    entry: the meeting it brings to their calendars, by mail where they have it, and not bundled. by: who did it themself and needs no
    notice on the page. settings: the hub's, from a caller that has read them.
    noted: an event says so; else the caller's does. climb_at: when one that is not urgent climbs; none: never.
    Writes deliveries, event delivery_queued; a page needs no sender. Locks: the open
    notices.
    """
    page_only = KINDS[kind].page_only
    settings = settings or (await policy(tx.conn, hub_id, now)).deliveries
    people = await reached(tx.conn, hub_id, person_ids, contact_id)
    whom = {"hub_id": hub_id, "people": [p.person_id for p in people], "now": now}
    about = {**whom, "kind": kind, "contact_id": contact_id, "ring_id": ring_id}
    open_now = {row.person_id: row for row in await tx.conn.execute(_OPEN, about)}
    told = [p for p in people if _is_news(open_now.get(p.person_id), urgent)]
    if not told:
        return frozenset()
    climb_at = now + timedelta(minutes=settings.climb_minutes) if urgent else climb_at
    raised = [row.delivery_id for row in open_now.values() if _is_news(row, urgent)]
    if raised:
        await tx.conn.execute(_UNSENT, {**whom, "raised": raised})
        await tx.conn.execute(_RAISE, {**whom, "raised": raised, "climb_at": climb_at})
    waits = () if urgent else await tx.conn.execute(_WAITING, whom)  # what is urgent waits for no other
    waiting = {row.person_id: row.next_at for row in waits}
    thing = notice_id or uuid4()
    rows: list[dict[str, Any]] = []
    for person in told:
        before = open_now.get(person.person_id)
        base: dict[str, Any] = {"hub_id": hub_id, "kind": kind, "contact_id": contact_id}
        base |= {"person_id": person.person_id, "ring_id": ring_id} | _brings(entry)
        base |= {"state": "queued", "created_at": now, "changed_at": now, "urgent": urgent, "tries": 0}
        base |= {"notice_id": before.notice_id if before else thing}
        if before is None and person.person_id != by:
            rows.append({**base, **_way(Channel.PAGE, None), "climb_at": climb_at})
        last = waiting.get(person.person_id)
        for channel, next_at in (
            () if page_only else ways(person, settings, urgent=urgent, waiting=last, entry=entry, now=now)
        ):
            rows.append({**base, **_way(channel, next_at), "climb_at": None})
    await insert(tx.conn, "deliveries", rows)
    concerned = frozenset(p.person_id for p in told)
    body: Body = {"notice": str(thing), "kind": kind, "people": len(concerned), "urgent": urgent}
    if noted:
        note(tx, hub_id, "delivery_queued", None, body, told=concerned, now=now)
    return concerned


def _is_news(before: Any, urgent: bool) -> bool:
    """Whether somebody with this open notice of the same thing (none: without one) has to be told."""
    return before is None or (urgent and not before.urgent)


def ways(
    person: Reached,
    settings: DeliverySettings,
    *,
    urgent: bool,
    waiting: datetime | None,
    entry: Entry | None = None,
    now: datetime,
) -> list[tuple[Channel, datetime]]:
    """By which ways beside the page, and when: urgent by all at once, a meeting by mail before all others and at once but for quiet
    hours that end before it begins, else by the first, with what waits for this person already.
    """
    open_ways = [c for c in person.channels if c in settings.channels]
    if urgent:
        return [(channel, now) for channel in open_ways]
    quiet_from, quiet_until = person.quiet or (settings.quiet_from, settings.quiet_until)
    if entry is not None:
        by_mail = sorted(open_ways, key=lambda channel: channel is not Channel.EMAIL)
        morning = after_quiet(now, quiet_from, quiet_until)
        return [(channel, morning if morning < entry.starts_at else now) for channel in by_mail[:1]]
    when = waiting or after_quiet(now + timedelta(minutes=settings.bundle_minutes), quiet_from, quiet_until)
    return [(channel, when) for channel in open_ways[:1]]


def _brings(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "entry_id": entry.entry_id,
        "entry_version": entry.version,
        "entry_starts_at": entry.starts_at,
        "entry_minutes": entry.minutes,
    }


def _way(channel: Channel, next_at: datetime | None) -> dict[str, Any]:
    return {"delivery_id": uuid4(), "channel": channel.value, "next_at": next_at}


async def acknowledge(tx: Tx, actor: Actor, *delivery_ids: UUID, now: datetime) -> None:
    """The person they were for has seen them: what has not gone out to them need not, and nobody else is told to ring them. Twice is
    silence.

    Raises NotHere when one is somebody else's. Locks: the contacts by number, all of the notices. Writes deliveries, event
    delivery_acknowledged each, and what acknowledge_reminder writes.
    """
    whose = actor.key | {"ids": list(delivery_ids)}
    await tx.conn.execute(_CONTACTS, whose)
    await tx.conn.execute(_NOTICES, whose)
    for delivery_id in delivery_ids:
        await _acknowledge(tx, actor, delivery_id, now)


async def _acknowledge(tx: Tx, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    facts = actor.key | {"delivery_id": delivery_id, "now": now}
    row = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    if row is None:
        raise NotHere
    if row.state != "queued":
        return
    await tx.conn.execute(_DELIVERED, {**facts, "notice_id": row.notice_id})
    await tx.conn.execute(_CALM, {**facts, "notice_id": row.notice_id})
    body = {"delivery": str(delivery_id), "notice": row.kind}
    mine, about = [actor.person_id], row.contact_id
    note(tx, actor.hub_id, "delivery_acknowledged", actor, body, about=about, told=mine, now=now)
    if row.kind.startswith(PREFIX):
        clock = ClockKind(row.kind.removeprefix(PREFIX))
        await acknowledge_reminder(tx, actor, row.contact_id, clock, now=now)
