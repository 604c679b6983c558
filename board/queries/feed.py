"""The hub's events for those entitled: in order, gapless, and `withheld` where a reader may know of one no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    "select n.number, e.at, e.kind, e.body, c.ref, p.name as actor, "  # noqa: S608
    f"  c.ref is not null and {exists_for(reader=':reader')} as known "
    "from feed_numbers n join events e on e.hub_id = n.hub_id and e.seq = n.seq "
    "left join contacts c on c.hub_id = e.hub_id and c.contact_id = e.contact_id "
    "left join people p on p.person_id = e.actor_id "
    "where n.hub_id = :hub_id and n.number > :since order by n.number limit :limit"
)
_NUMBERS = text(
    "select seq, number from feed_numbers where hub_id = :hub_id and seq = any(cast(:seqs as bigint[]))"
)
_SEQ = text("select seq from feed_numbers where hub_id = :hub_id and number = :number")


async def feed(conn: AsyncConnection, actor: Actor, since: int, limit: int) -> list[dict[str, Any]]:
    """Events of the actor's hub after the number `since`, at most `limit` (and never more than a thousand), as JSON values.

    The caller has numbered them.
    """
    facts = actor.key | {"reader": actor.reader, "since": since, "limit": min(limit, MOST)}
    rows = (await conn.execute(_SINCE, facts)).all()
    told = [_told(row.number, row.kind, row.at, row.ref, row.actor, row.body, row.known) for row in rows]
    return [one | {"clock": clock_code(one["clock"], actor.lens)} if "clock" in one else one for one in told]


async def seq_of(conn: AsyncConnection, hub_id: int, number: int) -> int:
    """The event with this number of the feed, by its number in the chain; 0, which no event has, where there is none."""
    return (await conn.execute(_SEQ, {"hub_id": hub_id, "number": number})).scalar_one_or_none() or 0


async def numbers_of(conn: AsyncConnection, hub_id: int, seqs: Iterable[int]) -> dict[int, int]:
    """The numbers in the feed of these events, by their number in the chain; without those that it has not told."""
    return {
        row.seq: row.number for row in await conn.execute(_NUMBERS, {"hub_id": hub_id, "seqs": list(seqs)})
    }


def _told(
    number: int, kind: str, at: datetime, ref: str | None, actor: str | None, body: str, known: bool
) -> dict[str, Any]:
    if not known or not (kind in KINDS and KINDS[kind].open):  # numbered before the feed left some kinds out
        return {"seq": number, "kind": WITHHELD}
    said: Mapping[str, Any] = body_of(body)
    told = {"seq": number, "kind": kind, "at": at.isoformat(), "ref": ref, "actor": actor}
    return {k: v for k, v in told.items() if v is not None} | {k: said[k] for k in _FACTS if k in said}
