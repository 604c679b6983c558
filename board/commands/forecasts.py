"""Keep what the board foresees true: which contacts will be late if nothing moves, reckoned anew as time and the world go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.record import note
from board.domain.clocks import ClockKind
from board.domain.forecast import Foreseen, Work, forecast
from board.domain.policy import Policy
from board.domain.urgency import order_key, worst
from board.store.engine import Tx
from board.store.on_duty import on_duty
from board.store.policies import policy
from board.store.turns import Turn
from board.store.urgencies import PLACES
from board.store.visibility import people_named

_MY_TURN = text(f"select pg_try_advisory_xact_lock({Turn.FORECASTS}, :hub_id)")
_LIVE = text(
    "select c.contact_id, c.ref, c.restricted, cl.person_id as holder_id, cl.claimed_at, h.person_id as offered_to, "  # noqa: S608
    "  (select array_agg(r.rag order by x.place) from children x left join ratings r on r.hub_id = x.hub_id "
    "   and r.child_id = x.child_id and r.replaced_at is null where x.hub_id = c.hub_id and x.contact_id = c.contact_id) as rags, "
    f"  {people_named()} as named, "
    "  k.kinds, k.dues, f.kind, f.due_at, f.reason, f.holder_id as then_holder "
    "from contacts c "
    "left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join hand_overs h on h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null "
    "left join forecasts f on f.hub_id = c.hub_id and f.contact_id = c.contact_id and f.ended_at is null "
    "left join lateral (select array_agg(kind) as kinds, array_agg(due_at) as dues from clocks k "
    f"  where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.stopped_at is null and {PLACES}) k on true "
    "where c.hub_id = :hub_id and c.closed_at is null"
)
_KEEP = text(
    "insert into forecasts (hub_id, contact_id, kind, due_at, reason, holder_id, made_at) "
    "values (:hub_id, :contact_id, :kind, :due_at, :reason, :holder_id, :now) on conflict (hub_id, contact_id) do update set "
    "kind = excluded.kind, due_at = excluded.due_at, reason = excluded.reason, holder_id = excluded.holder_id, "
    "made_at = excluded.made_at, ended_at = null"
)
_END = text("update forecasts set ended_at = :now where hub_id = :hub_id and contact_id = :contact_id")


async def foresee(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """Reckon anew what will be late in this hub; answers for how many contacts that changed. Nothing when somebody else is at it.

    What is restricted counts for nobody but those it exists for: the forecast of every other contact is reckoned as if it were not
    there, though it keeps its holder busy. Locks: an advisory lock of the hub. Writes forecasts, an event forecast_changed a contact.
    """
    if not (await tx.conn.execute(_MY_TURN, {"hub_id": hub_id})).scalar_one():
        return 0
    rules = await policy(tx.conn, hub_id, now)
    rows = (await tx.conn.execute(_LIVE, {"hub_id": hub_id})).all()
    found = await _found(tx, hub_id, rules, rows, now)
    changed = 0
    for row in rows:
        fresh = found.get(row.contact_id)
        if _same(row, fresh):
            continue
        key = {"hub_id": hub_id, "contact_id": row.contact_id}
        if fresh is None:
            await tx.conn.execute(_END, {**key, "now": now})
        else:
            facts = {"kind": fresh.kind.value, "due_at": fresh.due_at, "reason": fresh.reason.value}
            await tx.conn.execute(_KEEP, {**key, **facts, "holder_id": row.holder_id, "now": now})
        body = {"reason": fresh.reason.value if fresh else None, "kind": fresh.kind.value if fresh else None}
        whose = [*row.named, row.holder_id, row.offered_to]
        note(tx, hub_id, "forecast_changed", None, body, about=row.contact_id, told=whose, now=now)
        changed += 1
    return changed


async def _found(
    tx: Tx, hub_id: int, rules: Policy, rows: Sequence[Any], now: datetime
) -> dict[int, Foreseen]:
    duty = await on_duty(tx.conn, hub_id, now)
    works = {row.contact_id: _work(row, rules) for row in rows}
    restricted = {row.contact_id for row in rows if row.restricted}
    seen = forecast(rules.forecast, [w for w in works.values() if w.contact_id not in restricted], duty, now)
    if not restricted:
        return seen
    whole = forecast(rules.forecast, works.values(), duty, now)
    return seen | {number: one for number, one in whole.items() if number in restricted}


def _work(row: Any, rules: Policy) -> Work:
    kinds = [ClockKind(kind) for kind in row.kinds or ()]
    clocks = dict(zip(kinds, row.dues or (), strict=True))
    first = min(clocks.values(), default=None)
    order = order_key(rules, ref=row.ref, rag=worst(row.rags or (), rules), due_at=first)
    return Work(row.contact_id, order, clocks, row.holder_id, row.claimed_at)


def _same(row: Any, fresh: Foreseen | None) -> bool:
    if row.kind is None or fresh is None:
        return row.kind is None and fresh is None
    return (row.kind, row.due_at, row.reason, row.then_holder) == (
        fresh.kind.value,
        fresh.due_at,
        fresh.reason.value,
        row.holder_id,
    )
