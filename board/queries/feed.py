"""The hub's events for those entitled: in order, gapless, and `withheld` where a reader may not know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.events import KINDS
from board.domain.handover import clock_code
from board.domain.people import Actor
from board.store.chain import body_of
from board.store.visibility import exists_for

MOST: Final = 1_000
WITHHELD: Final = "withheld"
# What an event's body may tell here: ids and codes that every lens sees. Nothing of a child, an adult or a referrer.
_FACTS: Final = ("child", "children", "rag", "clock")
# known: the contact is there, and open to this reader. One that was disposed of is withheld like one restricted to others, so that
# neither tells itself from the other.
_SINCE = text(
    "select e.seq, e.at, e.kind, e.body, e.contact_id, c.ref, p.name as actor, "  # noqa: S608
    f"  e.contact_id is null or (c.ref is not null and {exists_for()}) as known "
    "from events e left join contacts c on c.hub_id = e.hub_id and c.contact_id = e.contact_id "
    "left join people p on p.person_id = e.actor_id "
    "where e.hub_id = :hub_id and e.seq > :since order by e.seq limit :limit"
)


async def feed(conn: AsyncConnection, actor: Actor, since: int, limit: int) -> list[dict[str, Any]]:
    """Events of the actor's hub after `since`, at most `limit` (and never more than a thousand), as JSON values."""
    facts = {"hub_id": actor.hub_id, "person_id": actor.person_id, "since": since, "limit": min(limit, MOST)}
    rows = (await conn.execute(_SINCE, facts)).all()
    told = [_told(row.seq, row.kind, row.at, row.ref, row.actor, row.body, row.known) for row in rows]
    return [one | {"clock": clock_code(one["clock"], actor.lens)} if "clock" in one else one for one in told]


def _told(
    seq: int, kind: str, at: datetime, ref: str | None, actor: str | None, body: str, known: bool
) -> dict[str, Any]:
    if not known or not (kind in KINDS and KINDS[kind].open):
        return {"seq": seq, "kind": WITHHELD}
    said: Mapping[str, Any] = body_of(body)
    told = {"seq": seq, "kind": kind, "at": at.isoformat(), "ref": ref, "actor": actor}
    return {k: v for k, v in told.items() if v is not None} | {k: said[k] for k in _FACTS if k in said}
