"""Two records are not of one person: the join between them ends, and each record is as it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.identity.both import Both, both_records, common, open_join, record_both, told_around
from board.commands.record import Done
from board.commands.words import given
from board.domain.identity.records import Join, Record, first_towards, reached
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotOnePerson
from board.store.engine import Tx
from board.store.identity.joins import (
    enter,
    identity_before,
    joins_of,
    leave,
    members,
    new_identity,
    record_of,
)

_PART = text(
    "update identity_joins set parted_at = :now, parted_by = :person_id, part_reason = :reason "
    "where hub_id = :hub_id and join_id = :join_id"
)


async def part_identity(
    tx: Tx,
    actor: Actor,
    ref: str,
    person: Record,
    other: str,
    other_person: Record,
    reason: str,
    *,
    now: datetime,
) -> Done:
    """Say that two records are not of one person. A join that awaits a manager is declined or withdrawn by the same words.

    Where they are joined through others, the join next to the first ends: the first is somebody else than all beyond it. Records that stay
    joined on either side are one person as before. Raises ReasonNeeded, NotOnePerson and what the door raises. Locks: both contacts by
    number, identities of the hub. Writes readings, identities, identity_joins, identity_records; events identity_parted of both,
    restricted_identity_changed where one is restricted, and history_changed.
    """
    both = await both_records(tx, actor, (ref, person), (other, other_person), Action.JOIN_IDENTITY, now=now)
    reason, stands, rows = given(reason), await open_join(tx, both), await common(tx, both)
    if rows is None and stands is None:
        raise NotOnePerson
    if rows is None:
        join_id = int(stands.join_id)
        await _end(tx, actor, join_id, reason, now)
    else:
        one, end = rows if both.contacts[0].ref == ref.upper() else rows[::-1]
        join_id = await _part(tx, actor, both, one, end, reason, now)
    await record_both(tx, actor, both, "identity_parted", {"join": join_id}, reason, now=now)
    return Done(ref)


async def _part(tx: Tx, actor: Actor, both: Both, one: Any, end: Any, reason: str, now: datetime) -> int:
    """End the join of one row that leads to another; its number."""
    hub_id, identity_id = both.hub_id, one.identity_id
    joins = await joins_of(tx.conn, hub_id, [identity_id])
    join = first_towards(record_of(one), record_of(end), joins)
    assert join is not None, "records of one identity are joined"
    rows = await members(tx.conn, hub_id, [identity_id])
    rest = [other for other in joins if other is not join]
    async with told_around(tx, both, {row.contact_id for row in rows}, now=now):
        await _end(tx, actor, join.join_id, reason, now)
        near = reached(record_of(one), rest)
        sides = [[row for row in rows if (record_of(row) in near) is here] for here in (True, False)]
        staying, going = sorted(sides, key=lambda side: min(row.identity_record_id for row in side))
        await leave(tx.conn, hub_id, going if len(staying) > 1 else rows, now)
        if len(going) > 1:
            await _as_before(tx, hub_id, going, rest, now)
    return join.join_id


async def _as_before(tx: Tx, hub_id: int, going: list[Any], joins: list[Join], now: datetime) -> None:
    """Records that stay joined with each other are one person, under the number they had before if nobody has it now."""
    records = [record_of(row) for row in going]
    number = await identity_before(tx.conn, hub_id, records)
    if number is None:
        number = await new_identity(tx.conn, hub_id, records[0].part)
    for row in going:
        join_id = min(join.join_id for join in joins if record_of(row) in (join.one, join.other))
        await enter(tx.conn, hub_id, number, [(record_of(row), row.contact_id)], join_id, now)


async def _end(tx: Tx, actor: Actor, join_id: int, reason: str, now: datetime) -> None:
    facts = {"hub_id": actor.hub_id, "join_id": join_id, "reason": reason, "now": now}
    await tx.conn.execute(_PART, facts | {"person_id": actor.person_id})
