"""Numbers of the feed: given when somebody reads it, to the events that it tells and to no others."""

from __future__ import annotations

from sqlalchemy import text

from board.domain.events import KINDS
from board.domain.feed.kinds import BY_A_PERSON, in_feed
from board.store.engine import Tx
from board.store.turns import Turn
from board.store.visibility import on_the_board

_ONE_BY_ONE = text(f"select pg_advisory_xact_lock({Turn.FEED_NUMBERS}, :hub_id)")
# An event of a restricted contact gets none. Events are numbered in order, so one that is passed over here stays without.
_NUMBER = text(
    "insert into feed_numbers (hub_id, number, seq) select e.hub_id, "  # noqa: S608 - pieces of this module
    "(select coalesce(max(n.number), 0) from feed_numbers n where n.hub_id = :hub_id) + row_number() over (order by e.seq), e.seq "
    "from events e join contacts c on c.hub_id = e.hub_id and c.contact_id = e.contact_id "
    "where e.hub_id = :hub_id and e.seq > (select coalesce(max(n.seq), 0) from feed_numbers n where n.hub_id = :hub_id) "
    "and e.kind = any(cast(:kinds as text[])) and (e.actor_id is not null or e.kind <> all(cast(:by_a_person as text[]))) "
    f"and {on_the_board()}"
)


async def number_events(tx: Tx, hub_id: int) -> None:
    """Number the events since the feed was read last. Locks: numbering in this hub. Writes feed_numbers."""
    kinds = [kind for kind in KINDS if in_feed(kind)]
    await tx.conn.execute(_ONE_BY_ONE, {"hub_id": hub_id})
    await tx.conn.execute(_NUMBER, {"hub_id": hub_id, "kinds": kinds, "by_a_person": list(BY_A_PERSON)})
