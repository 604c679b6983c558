"""What is on its way: for the worker's bell, for the page of what did not arrive, and for whoever watches the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.visibility import exists_for

_HUBS = text(
    "select h.hub_id from hubs h where exists (select from deliveries d where d.hub_id = h.hub_id and d.channel <> 'page' "
    "and d.state in ('queued', 'failed') and d.next_at <= :now) order by h.hub_id"
)
_STANDING = text(
    "select d.channel, d.state::text as state, count(*) as number, min(d.created_at) as oldest from deliveries d "  # noqa: S608
    "left join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id where d.hub_id = :hub_id and d.channel <> 'page' "
    f"and (d.state in ('queued', 'sending', 'failed') or d.changed_at > :since) and {exists_for()} "
    "group by d.channel, d.state order by d.channel, d.state"
)
_OPEN_FAILURES = text(
    "select d.delivery_id, c.ref, o.name as owner, r.name as ring, coalesce(e.telephone, e.mobile) as number, d.created_at, d.urgent "  # noqa: S608
    "from deliveries d join people o on o.person_id = d.person_id left join people r on r.person_id = d.ring_id "
    "left join directory_entries e on e.person_id = d.ring_id "
    "left join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id "
    "where d.hub_id = :hub_id and d.channel = 'page' and d.state = 'queued' and d.kind in ('delivery_failed', 'telephone_now') "
    f"and {exists_for()} order by d.urgent desc, d.created_at limit 300"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many messages of a way stand in a state, and since when the oldest of them was queued."""

    channel: str
    state: str
    number: int
    oldest: datetime


async def hubs_with_messages(conn: AsyncConnection, now: datetime) -> list[int]:
    """Hubs with something to send now."""
    return list((await conn.execute(_HUBS, {"now": now})).scalars())


async def outbox(conn: AsyncConnection, hub_id: int, person_id: int, since: datetime) -> list[Standing]:
    """Messages that wait, and the fate of those handed on since then; nothing about a contact that does not exist for this person, because
    counts tell.
    """
    rows = await conn.execute(_STANDING, {"hub_id": hub_id, "person_id": person_id, "since": since})
    return [Standing(*row) for row in rows]


async def open_failures(conn: AsyncConnection, hub_id: int, person_id: int) -> list[Any]:
    """What did not arrive or was not read and nobody has dealt with, of contacts that exist for this person."""
    return list((await conn.execute(_OPEN_FAILURES, {"hub_id": hub_id, "person_id": person_id})).all())
