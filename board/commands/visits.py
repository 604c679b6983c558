"""Visitors in the room: walls go to counts at once, and back when they left or when the time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.record import note
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.screens import ASK_BEFORE, Screen
from board.store.doors import must
from board.store.engine import Database, Tx
from board.store.policies import policy

_BEGIN = text(
    "insert into visits (hub_id, began_at, began_by, began_on, ends_at) values (:hub_id, :now, :person_id, :screen_id, :ends_at) "
    "on conflict (hub_id) where ended_at is null do nothing returning ends_at"
)
_EXTEND = text(
    "update visits set ends_at = :ends_at, asked_at = null where hub_id = :hub_id and ended_at is null "
    "and (ends_at < :ends_at or asked_at is not null) returning ends_at"
)
_END = text(
    "update visits set ended_at = :now, ended_by = :person_id where hub_id = :hub_id and ended_at is null returning ends_at"
)
_OPEN = text("select ends_at from visits where hub_id = :hub_id and ended_at is null")
_TENDED = text(
    "select hub_id from visits where ended_at is null and (ends_at <= :now or (asked_at is null and ends_at <= :soon)) order by hub_id"
)
_ASK = text(
    "update visits set asked_at = :now where hub_id = :hub_id and ended_at is null and asked_at is null and ends_at <= :soon "
    "returning ends_at"
)
_OVER = text(
    "update visits set ended_at = :now where hub_id = :hub_id and ended_at is null and ends_at <= :now returning ends_at"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """until: when walls go back to references, if nobody says otherwise; none when there are no visitors. changed: whether anything did."""

    until: datetime | None
    changed: bool


async def begin_visit(tx: Tx, actor: Actor, *, now: datetime) -> Visit:
    """Send every wall of the actor's hub to counts. Twice is silence. Raises NotAllowed. Writes visits, event visit_began."""
    must(actor, Action.KEEP_VISIT)
    return await _begin(tx, actor.hub_id, now, person_id=actor.person_id)


async def begin_visit_on(tx: Tx, screen: Screen, *, now: datetime) -> Visit:
    """The same from a wall itself, which holds no person's name: all that a wall's key may change."""
    return await _begin(tx, screen.hub_id, now, screen_id=screen.screen_id)


async def extend_visit(tx: Tx, actor: Actor, *, now: datetime) -> Visit:
    """The visitors are still here: counts for the policy's minutes from now, or from now on where nobody had said so."""
    must(actor, Action.KEEP_VISIT)
    ends_at = await _ends_at(tx, actor.hub_id, now)
    facts = {"hub_id": actor.hub_id, "ends_at": ends_at}
    if (await tx.conn.execute(_EXTEND, facts)).first() is None:
        return await begin_visit(tx, actor, now=now)
    note(tx, actor.hub_id, "visit_extended", actor, now=now)
    return Visit(ends_at, changed=True)


async def end_visit(tx: Tx, actor: Actor, *, now: datetime) -> Visit:
    """The visitors left: references come back. Twice is silence. Raises NotAllowed. Writes visits, event visit_ended."""
    must(actor, Action.KEEP_VISIT)
    if (await tx.conn.execute(_END, actor.key | {"now": now})).first() is None:
        return Visit(None, changed=False)
    note(tx, actor.hub_id, "visit_ended", actor, now=now)
    return Visit(None, changed=True)


async def tend_visits(database: Database, *, now: datetime) -> int:
    """Ask desks about visits that are nearly over, and end those that end by themselves, a hub a transaction. Returns how many changed."""
    facts = {"now": now, "soon": now + ASK_BEFORE}
    async with database.connection() as conn:
        hubs = (await conn.execute(_TENDED, facts)).scalars().all()
    changed = 0
    for hub_id in hubs:
        async with database.transaction() as tx:
            changed += await tend_visit(tx, hub_id, now=now)
    return changed


async def tend_visit(tx: Tx, hub_id: int, *, now: datetime) -> bool:
    """Do for one hub what time asks for; whether anything changed. Events visit_asked, visit_ended."""
    facts: dict[str, Any] = {"hub_id": hub_id, "now": now, "soon": now + ASK_BEFORE}
    rules = await policy(tx.conn, hub_id, now)
    if rules.wall.visit_ends_itself and (await tx.conn.execute(_OVER, facts)).first() is not None:
        note(tx, hub_id, "visit_ended", None, now=now)
        return True
    if (await tx.conn.execute(_ASK, facts)).first() is None:
        return False
    note(tx, hub_id, "visit_asked", None, now=now)
    return True


async def _begin(
    tx: Tx, hub_id: int, now: datetime, *, person_id: int | None = None, screen_id: int | None = None
) -> Visit:
    ends_at = await _ends_at(tx, hub_id, now)
    by = {"person_id": person_id, "screen_id": screen_id}
    if (
        await tx.conn.execute(_BEGIN, by | {"hub_id": hub_id, "now": now, "ends_at": ends_at})
    ).first() is None:
        here = (await tx.conn.execute(_OPEN, {"hub_id": hub_id})).scalar_one_or_none()
        return Visit(here or ends_at, changed=False)
    note(tx, hub_id, "visit_began", person_id, {"screen": screen_id} if screen_id else {}, now=now)
    return Visit(ends_at, changed=True)


async def _ends_at(tx: Tx, hub_id: int, now: datetime) -> datetime:
    return now + timedelta(minutes=(await policy(tx.conn, hub_id, now)).wall.visit_minutes)
