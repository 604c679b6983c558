"""Seats as they stand now, locked: a person who acts still sits, and a hub keeps a service manager."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.refusals import Refusal, SeatEnded

# Ending a seat waits for those who act through it, and they for it; putting somebody on duty does not.
_SITS = text(
    "select role from seats where hub_id = :hub_id and person_id = :person_id and ended_at is null order by seat_id for key share"
)
_LEADING = text(
    "select seat_id from seats where hub_id = :hub_id and role = 'service_manager' and ended_at is null order by seat_id for no key update"
)
_ENDING = text(
    "select seat_id from seats where hub_id = :hub_id and seat_id = any(cast(:ending as bigint[])) order by seat_id for update"
)
_LEFT = text(
    "select exists (select from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.role = 'service_manager' and s.ended_at is null and s.seat_id <> all(cast(:ending as bigint[])))"
)


class NoLongerIn(Exception):
    """The session or seat that let somebody in has ended since. No refusal, which a handler may answer with a page of the hub.

    refusal: the sentence they read, which board/looking.py raises.
    """

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.sentence)


async def must_sit(conn: AsyncConnection, actor: Actor) -> None:
    """Until this transaction is over the actor keeps the seats they came with. Raises NoLongerIn. Locks: their seats."""
    roles = set((await conn.execute(_SITS, actor.key)).scalars())
    if not actor.roles <= roles:
        raise NoLongerIn(SeatEnded())


async def leaves_a_service_manager(conn: AsyncConnection, hub_id: int, ending: Collection[int]) -> bool:
    """Whether this hub has a service manager once these seats are ended. Locks: the seats of its service managers, then those that end, so
    that two who end the seats of the last two service managers wait for each other.
    """
    facts = {"hub_id": hub_id, "ending": list(ending)}
    await conn.execute(_LEADING, facts)
    await conn.execute(_ENDING, facts)
    # Read after the locks: a row that was waited for is read again, but not the rows joined to it.
    return bool((await conn.execute(_LEFT, facts)).scalar_one())
