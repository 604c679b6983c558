"""Look-ups that found nothing: each is kept for managers to see, and too many of them are followed by a wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.refs import like_a_ref
from board.domain.refusals import TooManyLookUps
from board.store.incident.attempts import keep_attempt
from board.store.policies import policy
from board.store.rows import insert

KEPT_FOR = timedelta(days=30)
# One agency's systems count together: it may have as many tokens as it likes.
_TOGETHER = (
    "(select :person_id union select o.person_id from people me join seats s on s.hub_id = :hub_id and s.person_id = me.person_id "
    "join seats o on o.hub_id = s.hub_id and o.agency_id = s.agency_id join people p on p.person_id = o.person_id and p.service "
    "where me.person_id = :person_id and me.service)"
)
_HELD = (
    "exists (select 1 from contacts c join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id "
    "where c.hub_id = :hub_id and c.ref = r.ref and cl.person_id = :person_id and cl.released_at is null)"
)
# Work at hand is never stopped: a person knows already that the contact they hold is there.
_WAIT = text(
    f"select max(waits_until) from failed_look_ups where hub_id = :hub_id and person_id in {_TOGETHER} and waits_until > :now "  # noqa: S608
    f"and (cardinality(cast(:refs as text[])) = 0 or exists (select from unnest(cast(:refs as text[])) r(ref) where not {_HELD}))"
)
_ALONE = text(
    "select pg_advisory_xact_lock(hashtextextended('look-ups', coalesce((select -min(s.agency_id) from seats s join people p "
    "on p.person_id = s.person_id and p.service where s.hub_id = :hub_id and s.person_id = :person_id), :person_id)))"
)
_LATELY = text(
    "select count(*) as failed, max(waits_until) as waits_until from failed_look_ups "  # noqa: S608
    f"where hub_id = :hub_id and person_id in {_TOGETHER} and at > :since"
)
# A page may name two contacts: this is the one that is not at hand.
_MISSED = text(
    f"select r.ref from unnest(cast(:refs as text[])) with ordinality r(ref, place) order by {_HELD}, r.place limit 1"  # noqa: S608
)
_SWEEP = text("delete from failed_look_ups where at < :before")


async def must_not_wait(conn: AsyncConnection, actor: Actor, asked: Iterable[str], *, now: datetime) -> None:
    """Raises TooManyLookUps while the actor waits, the same whether what they look for is there. asked: all the contacts they name."""
    refs = [one.upper() if like_a_ref(one) else "" for one in asked]
    facts = actor.key | {"refs": refs, "now": now}
    until: datetime | None = (await conn.execute(_WAIT, facts)).scalar_one()
    if until is not None:
        raise TooManyLookUps(minutes=max(1, ceil((until - now).total_seconds() / 60)))


async def log_failed_look_up(
    conn: AsyncConnection, actor: Actor, page: str, asked: Iterable[str], *, now: datetime
) -> None:
    """Log that this actor looked for what is not there for them; they wait once there are too many.

    page: the route template. asked: what they looked for; it is kept only where it has the shape of a reference, since anything else
    may be a name. Locks: the look-ups of the person, or of the agency's systems. Writes failed_look_ups, attempts.
    """
    await conn.execute(_ALONE, actor.key)
    limits = (await policy(conn, actor.hub_id, now)).look_ups
    window = timedelta(minutes=limits.window_minutes)
    lately = (await conn.execute(_LATELY, actor.key | {"since": now - window})).one()
    waiting = lately.waits_until is not None and lately.waits_until > now
    stops = not waiting and lately.failed + 1 >= limits.failed
    refs = [one.upper() for one in asked if like_a_ref(one)]
    ref = (await conn.execute(_MISSED, actor.key | {"refs": refs})).scalar_one_or_none()
    await keep_attempt(conn, actor, refs, (), "opened", now=now)
    looked = {"page": page, "ref": ref, "at": now, "waits_until": now + window if stops else None}
    await insert(conn, "failed_look_ups", [actor.key | looked])


async def sweep_look_ups(conn: AsyncConnection, *, now: datetime) -> None:
    """Failed look-ups are kept for a month."""
    await conn.execute(_SWEEP, {"before": now - KEPT_FOR})
