"""Look-ups that found nothing: each is kept for managers to see, and too many of them are followed by a wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.refs import like_a_ref
from board.domain.refusals import TooManyLookUps
from board.store.policies import policy
from board.store.rows import insert

KEPT_FOR = timedelta(days=30)
# Work at hand is never stopped: a person knows already that the contact they hold is there.
_WAIT = text(
    "select max(waits_until) from failed_look_ups where hub_id = :hub_id and person_id = :person_id and waits_until > :now "
    "and not exists (select 1 from contacts c join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id "
    "where c.hub_id = :hub_id and c.ref = :ref and cl.person_id = :person_id and cl.released_at is null)"
)
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('look-ups', :person_id))")
_LATELY = text(
    "select count(*) as failed, max(waits_until) as waits_until from failed_look_ups "
    "where hub_id = :hub_id and person_id = :person_id and at > :since"
)
_SWEEP = text("delete from failed_look_ups where at < :before")


async def must_not_wait(conn: AsyncConnection, actor: Actor, asked: str | None, *, now: datetime) -> None:
    """Raises TooManyLookUps while the actor waits, the same whether what they look for is there. asked: the reference, if it is one."""
    ref = asked.upper() if asked and like_a_ref(asked) else None
    until: datetime | None = (await conn.execute(_WAIT, actor.key | {"ref": ref, "now": now})).scalar_one()
    if until is not None:
        raise TooManyLookUps(minutes=max(1, ceil((until - now).total_seconds() / 60)))


async def log_failed_look_up(
    conn: AsyncConnection, actor: Actor, page: str, asked: str | None, *, now: datetime
) -> None:
    """Log that this actor looked for what is not there for them; they wait once there are too many.

    page: the route template. asked: what they looked for; it is kept only where it has the shape of a reference, since anything else
    may be a name. Locks: the person's look-ups.
    """
    await conn.execute(_ALONE, actor.key)
    limits = (await policy(conn, actor.hub_id, now)).look_ups
    window = timedelta(minutes=limits.window_minutes)
    lately = (await conn.execute(_LATELY, actor.key | {"since": now - window})).one()
    waiting = lately.waits_until is not None and lately.waits_until > now
    stops = not waiting and lately.failed + 1 >= limits.failed
    ref = asked.upper() if asked and like_a_ref(asked) else None
    looked = {"page": page, "ref": ref, "at": now, "waits_until": now + window if stops else None}
    await insert(conn, "failed_look_ups", [actor.key | looked])


async def sweep_look_ups(conn: AsyncConnection, *, now: datetime) -> None:
    """Failed look-ups are kept for a month."""
    await conn.execute(_SWEEP, {"before": now - KEPT_FOR})
