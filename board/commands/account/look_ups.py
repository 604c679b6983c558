"""Look-ups that found nothing: each is kept for managers to see, and too many of them are followed by a wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.record import note
from board.domain.people import Actor
from board.domain.refs import like_a_ref
from board.store.engine import Tx
from board.store.policies import policy
from board.store.rows import insert

KEPT_FOR = timedelta(days=30)
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('look-ups', :person_id))")
_LATELY = text(
    "select count(*) as failed, max(waits_until) as waits_until from failed_look_ups "
    "where hub_id = :hub_id and person_id = :person_id and at > :since"
)
_SWEEP = text("delete from failed_look_ups where at < :before")


async def note_failed_look_up(tx: Tx, actor: Actor, page: str, asked: str | None, *, now: datetime) -> bool:
    """Keep that this actor looked for what is not there for them; whether they must wait from now on.

    page: the route template. asked: what they looked for; it is kept only where it has the shape of a reference, since anything else
    may be a name. Locks: the person's look-ups. Writes failed_look_ups; event look_ups_stopped when a wait begins.
    """
    await tx.conn.execute(_ALONE, actor.key)
    limits = (await policy(tx.conn, actor.hub_id, now)).look_ups
    window = timedelta(minutes=limits.window_minutes)
    lately = (await tx.conn.execute(_LATELY, actor.key | {"since": now - window})).one()
    waiting = lately.waits_until is not None and lately.waits_until > now
    stops = not waiting and lately.failed + 1 >= limits.failed
    ref = asked.upper() if asked and like_a_ref(asked) else None
    looked = {"page": page, "ref": ref, "at": now, "waits_until": now + window if stops else None}
    await insert(tx.conn, "failed_look_ups", [actor.key | looked])
    if stops:
        note(tx, actor.hub_id, "look_ups_stopped", None, {"person": actor.person_id}, now=now)
    return stops


async def sweep_look_ups(tx: Tx, *, now: datetime) -> None:
    """Failed look-ups are kept for a month."""
    await tx.conn.execute(_SWEEP, {"before": now - KEPT_FOR})
