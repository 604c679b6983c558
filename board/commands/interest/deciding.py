"""A manager decides an interest in a family: confirmed, or ended with a reason, and then its contacts exist for the person again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.interest.waiting import decided
from board.commands.record import note
from board.commands.words import given
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.store.doors import must
from board.store.engine import Tx
from board.store.interest.shown import DECIDED_BY

_TAKE = text(
    "select i.interest_id, i.person_id, i.confirmed_at, i.ended_at from interests i where i.hub_id = :hub_id "  # noqa: S608 - a constant
    f"and i.interest_id = :interest_id and {DECIDED_BY} for no key update of i"
)
_CONFIRM = text(
    "update interests set confirmed_at = :now, confirmed_by = :person_id where hub_id = :hub_id and interest_id = :interest_id"
)
_END = text(
    "update interests set ended_at = :now, ended_by = :person_id, end_reason = :reason "
    "where hub_id = :hub_id and interest_id = :interest_id"
)
_LET_IN = text(
    "update interest_contacts set ended_at = :now where hub_id = :hub_id and interest_id = :interest_id and ended_at is null"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """changed: false when it was decided so already."""

    interest_id: int
    changed: bool = True


async def confirm_interest(tx: Tx, actor: Actor, interest_id: int, *, now: datetime) -> Decided:
    """Confirm that somebody has this interest; it stands as before. The same again is silence, and so is an interest that ended.

    Raises NotAllowed, NotHere (also for one's own). Locks: the interest. Writes interests, deliveries, event interest_confirmed.
    """
    facts, row = await _taken(tx, actor, interest_id, now)
    if row.confirmed_at is not None or row.ended_at is not None:
        return Decided(interest_id, changed=False)
    await tx.conn.execute(_CONFIRM, facts)
    told = await decided(tx, actor.hub_id, now=now)
    note(tx, actor.hub_id, "interest_confirmed", actor, {"interest": interest_id}, told=told, now=now)
    return Decided(interest_id)


async def end_interest(tx: Tx, actor: Actor, interest_id: int, reason: str, *, now: datetime) -> Decided:
    """End this interest: contacts that no other interest keeps from the person exist for them again. An interest that ended is silence.

    Nothing that was put back is given back. Raises NotAllowed, NotHere (also for one's own), ReasonNeeded. Locks: the interest. Writes
    interests, interest_contacts, deliveries, event interest_ended.
    """
    facts, row = await _taken(tx, actor, interest_id, now)
    reason = given(reason)
    if row.ended_at is not None:
        return Decided(interest_id, changed=False)
    await tx.conn.execute(_END, facts | {"reason": reason})
    await tx.conn.execute(_LET_IN, facts)
    body = {"interest": interest_id, "person": int(row.person_id)}
    told = await decided(tx, actor.hub_id, now=now)
    note(tx, actor.hub_id, "interest_ended", actor, body, told={row.person_id, *told}, now=now)
    return Decided(interest_id)


async def _taken(tx: Tx, actor: Actor, interest_id: int, now: datetime) -> tuple[dict[str, Any], Any]:
    must(actor, Action.DECIDE_INTEREST)
    facts = actor.key | {"interest_id": interest_id, "now": now}
    row = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    if row is None:
        raise NotHere
    return facts, row
