"""Which roles have nobody on duty while somebody should be: found by the worker, written down when it changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.rota import MANAGERS, Post
from board.store.agency_hours import agency_hours, missing_roles
from board.store.engine import Tx
from board.store.on_duty import on_duty
from board.store.policies import policy

_KEPT = text("select missing, closed from cover where hub_id = :hub_id")
_FIRST = text("insert into cover (hub_id, changed_at) values (:hub_id, :now) on conflict (hub_id) do nothing")
_LOCK = text("select missing, closed from cover where hub_id = :hub_id for no key update skip locked")
_KEEP = text(
    "update cover set missing = cast(:missing as text[]), closed = :closed, changed_at = :now where hub_id = :hub_id"
)


async def look(tx: Tx, hub_id: int, *, now: datetime) -> bool:
    """Write down which covered roles have nobody on duty and whether the hub is closed, if that changed.

    Locks: the hub's cover, skipping it when locked.
    Writes cover, event cover_changed. A duty manager covers for a manager.
    """
    rules = await policy(tx.conn, hub_id, now)
    missing, closed = await _missing(tx, hub_id, rules, now), not rules.calendar.is_open(now)
    kept = (await tx.conn.execute(_KEPT, {"hub_id": hub_id})).one_or_none()
    if kept is not None and tuple(kept) == (missing, closed):
        return False
    facts = {"hub_id": hub_id, "now": now, "missing": missing, "closed": closed}
    if kept is None:
        await tx.conn.execute(_FIRST, facts)
    kept = (await tx.conn.execute(_LOCK, facts)).one_or_none()
    if kept is None or tuple(kept) == (missing, closed):
        return False
    await tx.conn.execute(_KEEP, facts)
    note(tx, hub_id, "cover_changed", None, {"missing": " ".join(missing), "closed": closed}, now=now)
    return True


async def _missing(tx: Tx, hub_id: int, rules: Policy, now: datetime) -> list[str]:
    here = await on_duty(tx.conn, hub_id, now)
    roles = {one.role.value for one in here}
    if any(Post.DUTY_MANAGER in one.posts and one.role in MANAGERS for one in here):
        roles.add(Role.MANAGER.value)
    return list(missing_roles(rules, await agency_hours(tx.conn, hub_id, now), roles, now))
