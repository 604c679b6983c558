"""Work that a person has in a hub, as far as another may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.grant.work import Work
from board.domain.people import Actor
from board.store.visibility import exists_for

_CONTACTS = text(
    "select c.contact_id, c.ref, c.deciding_manager is not distinct from :whose as decides, "  # noqa: S608 - a statement of ours
    f"{exists_for()} as known, "
    "exists (select from claims l where l.hub_id = c.hub_id and l.contact_id = c.contact_id and l.person_id = :whose "
    "  and (l.released_at is null or l.released_at = cast(:left_at as timestamptz))) as holds, "
    "exists (select from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.person_id = :whose "
    "  and (h.ended_at is null or h.ended_at = cast(:left_at as timestamptz))) as offered "
    "from contacts c where c.hub_id = :hub_id and c.closed_at is null and (c.deciding_manager = :whose "
    "or c.contact_id in (select contact_id from claims where hub_id = :hub_id "
    "  and person_id = :whose and (released_at is null or released_at = cast(:left_at as timestamptz))) "
    "  or c.contact_id in (select contact_id from hand_overs where hub_id = :hub_id and person_id = :whose "
    "  and (ended_at is null or ended_at = cast(:left_at as timestamptz)))) "
    "order by c.contact_id"
)
_REST = text(
    "select (select count(*) from drafts d where d.hub_id = :hub_id and d.owner_id = :whose and d.ended_at is null "
    "  and d.draft_id in (select draft_id from lists)) as lists, "
    "(select count(*) from duties y join seats s on s.hub_id = y.hub_id and s.seat_id = y.seat_id where y.hub_id = :hub_id "
    "  and s.person_id = :whose and y.ended_at is null and y.ends_at > :now) as duties"
)


async def contacts_of(
    conn: AsyncConnection, actor: Actor, person_id: int, *, left_at: datetime | None = None
) -> Sequence[Any]:
    """Contacts that this person holds, decides or is offered, in the order in which contacts are locked; known: to the actor.

    left_at: when their last seat ended; what they lost at that moment counts too.
    """
    return (await conn.execute(_CONTACTS, actor.key | {"whose": person_id, "left_at": left_at})).all()


async def work_of(
    conn: AsyncConnection, actor: Actor, person_id: int, now: datetime, *, left_at: datetime | None = None
) -> Work:
    """The work of this person in the actor's hub, or what they lost when they left, contacts by number, without those that do not exist for
    the actor.
    """
    rows = [row for row in await contacts_of(conn, actor, person_id, left_at=left_at) if row.known]
    rest = (await conn.execute(_REST, {"hub_id": actor.hub_id, "whose": person_id, "now": now})).one()
    return Work(
        holds=tuple(row.ref for row in rows if row.holds),
        decides=tuple(row.ref for row in rows if row.decides),
        offered=tuple(row.ref for row in rows if row.offered),
        lists=rest.lists,
        duties=rest.duties,
    )
