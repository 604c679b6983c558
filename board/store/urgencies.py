"""Which contacts wait, most urgent first: the order of the queue for whoever takes the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.clock_kinds import ASIDE
from board.domain.contacts import Contact
from board.domain.urgency import order_key, worst
from board.store.policies import policy, policy_of
from board.store.visibility import on_the_board

PLACES: Final = f"k.kind not in ({', '.join(repr(kind.value) for kind in ASIDE)})"
"""Whether this clock k places its card."""
_WAITING = text(
    "select c.ref, "  # noqa: S608
    "  (select array_agg(r.rag order by ch.place) from children ch "
    "     left join ratings r on r.hub_id = ch.hub_id and r.child_id = ch.child_id and r.replaced_at is null "
    "   where ch.hub_id = c.hub_id and ch.contact_id = c.contact_id) as rags, "
    "  (select min(due_at) from clocks k where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.stopped_at is null "
    f"     and {PLACES}) as due_at "
    "from contacts c where c.hub_id = :hub_id and c.closed_at is null "
    f"and {on_the_board(reader=':reader')} "
    "and not exists (select from claims cl where cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null)"
)


_RAGS = text(
    "select array_agg(r.rag order by ch.place) from children ch "
    "left join ratings r on r.hub_id = ch.hub_id and r.child_id = ch.child_id and r.replaced_at is null "
    "where ch.hub_id = :hub_id and ch.contact_id = :contact_id"
)


async def rags_of(conn: AsyncConnection, key: Mapping[str, Any]) -> Sequence[str | None]:
    """The colour of each child of the contact with this key; none where nobody rated the child."""
    return (
        await conn.execute(_RAGS, {"hub_id": key["hub_id"], "contact_id": key["contact_id"]})
    ).scalar_one() or ()


async def rated_first(conn: AsyncConnection, contact: Contact) -> bool:
    """Whether this contact is of the hub's first colour."""
    rules = await policy_of(conn, contact.hub_id, contact.policy_version)
    rag = worst(await rags_of(conn, contact.key), rules)
    return rag is not None and rules.level(rag).band == rules.top_band


async def waiting(
    conn: AsyncConnection, hub_id: int, reader: int | None = None, *, now: datetime
) -> list[str]:
    """References of the unclaimed contacts on the board, most urgent first. No locks. reader: without what is kept from them."""
    rules = await policy(conn, hub_id, now)
    rows = (await conn.execute(_WAITING, {"hub_id": hub_id, "reader": reader})).all()
    return sorted(
        (row.ref for row in rows),
        key={
            r.ref: order_key(rules, ref=r.ref, rag=worst(r.rags or (), rules), due_at=r.due_at) for r in rows
        }.__getitem__,
    )
