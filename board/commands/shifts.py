"""What time does to the rota: shifts begin, end soon, and end; and which roles have nobody on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.record import note
from board.store.engine import Tx

_LOOK = text(
    "select d.duty_id from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id join people p using (person_id) "
    "where d.hub_id = :hub_id and d.ended_at is null and (d.ends_at <= :now or s.ended_at is not null or p.ended_at is not null "
    "or d.starts_at <= :now and (d.began_at is null or d.ends_at <= :soon and d.warned_at is null)) "
    "order by d.ends_at, d.duty_id limit :most"
)
_LOCK = text(
    "select d.duty_id, d.starts_at, d.ends_at, d.began_at, d.warned_at, d.ended_at, s.person_id, "
    "  s.ended_at is not null or (select p.ended_at is not null from people p where p.person_id = s.person_id) as gone, "
    "  exists (select from duties n join seats t on t.hub_id = n.hub_id and t.seat_id = n.seat_id "
    "    where n.hub_id = d.hub_id and t.person_id = s.person_id and n.ended_at is null and n.starts_at <= d.ends_at "
    "    and n.ends_at > d.ends_at) as goes_on "
    "from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id "
    "where d.hub_id = :hub_id and d.duty_id = :duty_id and d.ended_at is null for no key update of d skip locked"
)
_BEGIN = text("update duties set began_at = :now where hub_id = :hub_id and duty_id = :duty_id")
_WARN = text("update duties set warned_at = :now where hub_id = :hub_id and duty_id = :duty_id")
_END = text("update duties set ended_at = least(ends_at, :now) where hub_id = :hub_id and duty_id = :duty_id")


@dataclass(frozen=True, slots=True)
class Turned:
    """What a moment did to a duty: the kinds of its events, in order."""

    kinds: tuple[str, ...]


async def to_turn(tx: Tx, hub_id: int, *, now: datetime, warn: timedelta, most: int = 200) -> list[int]:
    """Duties that begin, end soon or end by now and of which that is not written down yet. No locks."""
    facts = {"hub_id": hub_id, "now": now, "soon": now + warn, "most": most}
    return [row.duty_id for row in await tx.conn.execute(_LOOK, facts)]


async def turn(tx: Tx, hub_id: int, duty_id: int, *, now: datetime, warn: timedelta) -> Turned:
    """Write down what time did to this duty, once however many look; nothing when somebody has it locked or it was done.

    Duties of somebody who left or lost the seat end too. A duty that another follows without a gap warns nobody. Locks: the duty,
    skipping it when locked. Writes duties, events shift_began, shift_ends_soon, shift_ended.
    """
    facts = {"hub_id": hub_id, "duty_id": duty_id, "now": now}
    duty = (await tx.conn.execute(_LOCK, facts)).one_or_none()
    if duty is None:
        return Turned(())
    kinds = []
    if duty.began_at is None and duty.starts_at <= now and not duty.gone:
        kinds.append("shift_began")
        await tx.conn.execute(_BEGIN, facts)
    if duty.ends_at <= now or duty.gone:
        kinds.append("shift_ended")
        await tx.conn.execute(_END, facts)
    elif _ends_soon(duty, now, warn):
        kinds += [] if duty.goes_on else ["shift_ends_soon"]
        await tx.conn.execute(_WARN, facts)
    for kind in kinds:
        body = {"duty": duty_id, "person": duty.person_id}
        note(tx, hub_id, kind, None, body, told={duty.person_id}, now=now)
    return Turned(tuple(kinds))


def _ends_soon(duty: Any, now: datetime, warn: timedelta) -> bool:
    return duty.warned_at is None and duty.starts_at <= now and duty.ends_at <= now + warn
