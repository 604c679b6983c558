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
    "  and l.released_at is null) as holds, "
    "exists (select from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.person_id = :whose "
    "  and h.ended_at is null) as offered "
    "from contacts c where c.hub_id = :hub_id and c.closed_at is null and (c.deciding_manager = :whose "
    "or c.contact_id in (select contact_id from claims where hub_id = :hub_id "
    "  and person_id = :whose and released_at is null) "
    "  or c.contact_id in (select contact_id from hand_overs where hub_id = :hub_id and person_id = :whose and ended_at is null)) "
    "order by c.contact_id"
)
# By live contact, whose claims are few: the claims that a person has released are many.
_LEFT = text(
    "select t.* from (select c.contact_id, c.ref, c.deciding_manager is not distinct from :whose as decides, "  # noqa: S608 - a statement of ours
    f"{exists_for()} as known, "
    "exists (select from claims l where l.hub_id = c.hub_id and l.contact_id = c.contact_id and l.person_id = :whose "
    "  and l.released_at = :left_at) as holds, "
    "exists (select from claims l join hand_overs h on h.hub_id = l.hub_id and h.claim_id = l.claim_id "
    "  where l.hub_id = c.hub_id and l.contact_id = c.contact_id and h.person_id = :whose and h.ended_at = :left_at) as offered "
    "from contacts c where c.hub_id = :hub_id and c.closed_at is null) t "
    "where t.decides or t.holds or t.offered order by t.contact_id"
)
_REST = text(
    "select (select count(*) from drafts d where d.hub_id = :hub_id and d.owner_id = :whose and d.ended_at is null "
    "  and d.draft_id in (select draft_id from lists)) as lists, "
    "(select count(*) from duties y join seats s on s.hub_id = y.hub_id and s.seat_id = y.seat_id where y.hub_id = :hub_id "
    "  and s.person_id = :whose and (y.ended_at is null or y.ended_at >= cast(:left_at as timestamptz)) "
    "  and y.ends_at > coalesce(cast(:left_at as timestamptz), :now)) as duties"
)


async def contacts_of(
    conn: AsyncConnection, actor: Actor, person_id: int, *, left_at: datetime | None = None
) -> Sequence[Any]:
    """Contacts that this person holds, decides or is offered, in the order in which contacts are locked; known: to the actor.

    left_at: when their last seat ended, of somebody who left: what they lost at that moment, and what still needs another to decide.
    """
    facts = actor.key | {"whose": person_id}
    found = conn.execute(_LEFT, facts | {"left_at": left_at}) if left_at else conn.execute(_CONTACTS, facts)
    return (await found).all()


async def work_of(
    conn: AsyncConnection, actor: Actor, person_id: int, now: datetime, *, left_at: datetime | None = None
) -> Work:
    """The work of this person in the actor's hub, or what they lost when they left, contacts by number, without those that do not exist for
    the actor.
    """
    rows = [row for row in await contacts_of(conn, actor, person_id, left_at=left_at) if row.known]
    rest = (
        await conn.execute(
            _REST, {"hub_id": actor.hub_id, "whose": person_id, "now": now, "left_at": left_at}
        )
    ).one()
    return Work(
        holds=tuple(row.ref for row in rows if row.holds),
        decides=tuple(row.ref for row in rows if row.decides),
        offered=tuple(row.ref for row in rows if row.offered),
        lists=rest.lists,
        duties=rest.duties,
    )
