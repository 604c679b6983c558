"""What did not arrive: tried by the next way, and owned by a named person on duty until they say it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.link.posting import own_failed_link
from board.commands.record import note
from board.domain.deliveries import KINDS, Channel
from board.domain.events import Body
from board.store.engine import Tx
from board.store.ladder import ladder
from board.store.on_duty import on_duty
from board.store.policies import policy
from board.store.reached import reached
from board.store.rows import insert

_GIVE_UP = text(
    "update deliveries set state = 'given_up', problem = :problem, provider = coalesce(:provider, provider), next_at = null, "
    "lease_until = null, changed_at = :now where hub_id = :hub_id and message_id = :message_id "
    "and state in ('queued', 'sending', 'sent', 'failed') "
    "returning person_id, contact_id, link_id, code_id, "
    "notice_id, kind, channel, urgent, entry_id, entry_version, entry_starts_at, entry_minutes"
)
_WAYS_GONE = text(
    "select array_agg(distinct channel) from deliveries where hub_id = :hub_id and notice_id = :notice_id and person_id = :person_id"
)
_UNREAD = text(
    "select exists (select from deliveries where hub_id = :hub_id and notice_id = :notice_id and person_id = :person_id "
    "and channel = 'page' and state = 'queued')"
)
_OWNED = text(
    "select delivery_id, person_id, contact_id, ring_id, urgent from deliveries where hub_id = :hub_id and channel = 'page' "
    "and state = 'queued' and kind = 'delivery_failed' order by created_at for no key update skip locked"
)
_HAND_ON = text(
    "update deliveries set state = 'given_up', problem = 'handed_on', climb_at = null, changed_at = :now "
    "where hub_id = :hub_id and delivery_id = :delivery_id"
)


async def give_up(
    tx: Tx, hub_id: int, message_id: UUID, problem: str, *, now: datetime, provider: str | None = None
) -> bool:
    """This message did not arrive and will not: it goes by the next way, if there is one, and somebody on duty is told to telephone.

    problem: a code. Twice is silence; answers whether it was news. Writes deliveries, an event delivery_failed for each contact, or
    delivery_dropped where whom it was for may not know of it any more.
    """
    facts = {"hub_id": hub_id, "message_id": message_id, "problem": problem, "provider": provider, "now": now}
    rows = (await tx.conn.execute(_GIVE_UP, facts)).all()
    if rows and rows[0].person_id is None:
        await own_failed_link(tx, hub_id, rows[0], message_id, problem, now)
        return True
    for row in rows:
        await _next_way(tx, hub_id, row, now)
    for contact_id in dict.fromkeys(row.contact_id for row in rows):
        urgent = any(row.urgent for row in rows if row.contact_id == contact_id)
        await _own(tx, hub_id, contact_id, rows[0].person_id, message_id, problem, urgent, now)
    return bool(rows)


async def _own(
    tx: Tx, hub_id: int, contact_id: int | None, person_id: int, message_id: UUID, problem: str, urgent: bool, now: datetime
) -> None:  # fmt: skip
    if not await reached(tx.conn, hub_id, [person_id], contact_id):
        # Nobody is to telephone whoever left meanwhile, or is one to whom a restricted contact must not be named.
        note(tx, hub_id, "delivery_dropped", None, {"message": str(message_id)}, now=now)
        return
    owners = await ladder(tx.conn, hub_id, contact_id, (person_id,), now)
    for owner in owners[:1]:
        about = ("delivery_failed", [owner], contact_id)
        await queue(tx, hub_id, *about, now=now, urgent=urgent, ring_id=person_id)
    first = owners[0] if owners else None
    body: Body = {"message": str(message_id), "problem": problem, "person": person_id, "owner": first}
    note(tx, hub_id, "delivery_failed", None, body, about=contact_id, told=owners[:1], now=now)


async def _next_way(tx: Tx, hub_id: int, row: Any, now: datetime) -> None:
    """Queue it by the next way this person has that it did not go yet, at once, unless they have read it meanwhile."""
    who = {"hub_id": hub_id, "notice_id": row.notice_id, "person_id": row.person_id}
    if KINDS[row.kind].page_only or not (await tx.conn.execute(_UNREAD, who)).scalar_one():
        return
    gone = set((await tx.conn.execute(_WAYS_GONE, who)).scalar_one() or ())
    sends = (await policy(tx.conn, hub_id, now)).deliveries.channels
    people = await reached(tx.conn, hub_id, [row.person_id], row.contact_id)
    left = [c for p in people for c in p.channels if c in sends and c.value not in gone]
    if left:
        await insert(tx.conn, "deliveries", [_again(hub_id, row, left[0], now)])


def _again(hub_id: int, row: Any, channel: Channel, now: datetime) -> dict[str, Any]:
    again = {
        "hub_id": hub_id,
        "delivery_id": uuid4(),
        "channel": channel.value,
        "state": "queued",
        "tries": 0,
    }
    return {**row._mapping, **again, "created_at": now, "changed_at": now, "next_at": now}


async def keep_owned(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """Hand failures whose owner went off duty to somebody who is on it; how many were. While nobody is on duty they stay where they are.

    Writes deliveries, event delivery_queued for the new owner.
    """
    here = {one.person_id for one in await on_duty(tx.conn, hub_id, now)}
    open_ones: Sequence[Any] = (await tx.conn.execute(_OWNED, {"hub_id": hub_id})).all() if here else []
    handed = 0
    for row in open_ones:
        if row.person_id in here:
            continue
        told = (row.person_id, row.ring_id)
        owner = next((p for p in await ladder(tx.conn, hub_id, row.contact_id, told, now) if p in here), None)
        if owner is None:
            continue
        await tx.conn.execute(_HAND_ON, {"hub_id": hub_id, "delivery_id": row.delivery_id, "now": now})
        failed = ("delivery_failed", [owner], row.contact_id)
        await queue(tx, hub_id, *failed, now=now, urgent=row.urgent, ring_id=row.ring_id)
        body = {"delivery": str(row.delivery_id), "channel": "page"}
        about = row.contact_id
        note(tx, hub_id, "delivery_dropped", None, body, about=about, told={row.person_id}, now=now)
        handed += 1
    return handed
