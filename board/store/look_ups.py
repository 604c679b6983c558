"""A person who looked in vain too often waits before they may look again. Every look-up passes here."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.refusals import TooManyLookUps

# Work at hand is never stopped: a person knows already that the contact they hold is there.
_WAIT = text(
    "select max(waits_until) from failed_look_ups where hub_id = :hub_id and person_id = :person_id and waits_until > :now "
    "and not exists (select 1 from contacts c join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id "
    "where c.hub_id = :hub_id and c.ref = :ref and cl.person_id = :person_id and cl.released_at is null)"
)


async def must_not_wait(conn: AsyncConnection, actor: Actor, ref: str | None, *, now: datetime) -> None:
    """Raises TooManyLookUps while the actor waits, the same whether what they look for is there. ref: of the contact, if it is one."""
    until: datetime | None = (await conn.execute(_WAIT, actor.key | {"ref": ref, "now": now})).scalar_one()
    if until is not None:
        raise TooManyLookUps(minutes=max(1, ceil((until - now).total_seconds() / 60)))
