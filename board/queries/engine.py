"""The engine as it is: who works, what waits, what went out. Of a hub nothing of restricted contacts is counted, since counts tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON
from board.domain.engine import SILENT_S, WORDS, Pulse
from board.store.listening import PULSE as _PULSE_SQL
from board.store.visibility import on_the_board
from board.views.engine import DeliveryCount, EngineNow, WorkerRow

_PULSE = text(_PULSE_SQL)
_WORKERS = text(
    "select started_at, ended_at, extract(epoch from now() - ticked_at)::float8 as silent_s, swept_at, tick_seconds "
    "from engine_workers where ticked_at > now() - interval '1 hour' order by ended_at is not null, started_at"
)
_ON_BOARD = f"join contacts c on c.hub_id = k.hub_id and c.contact_id = k.contact_id and {on_the_board(reader=':reader')}"
_OPEN = f"from clocks k {_ON_BOARD} where k.hub_id = :hub_id"
_WAITING = text(
    "select "
    f"(select count(*) {_OPEN} and k.due_at <= :now and k.stopped_at is null and k.fired_at is null) as due, "
    f"(select count(*) {_OPEN} and k.next_rung_at <= :now and k.stopped_at is null and k.next_rung_at is not null) as rungs, "
    f"(select count(*) {_OPEN} and k.due_at > :now and k.due_at <= :soon and k.stopped_at is null and k.fired_at is null) as soon, "
    f"(select least(min(k.due_at) filter (where k.fired_at is null), min(k.next_rung_at)) {_OPEN} and k.stopped_at is null "
    "  and (k.due_at <= :now and k.fired_at is null or k.next_rung_at <= :now)) as oldest"
)
_TODAY = text(
    "select count(*) filter (where k.heard) as raised, count(*) filter (where not k.heard) as unheard, "  # noqa: S608
    f"count(*) filter (where k.acknowledged_at is not null) as acknowledged from rungs k {_ON_BOARD} "
    "where k.hub_id = :hub_id and k.raised_at >= :midnight"
)
_FIRED = text(f"select count(*) {_OPEN} and k.fired_at >= :midnight")
_SENT = text(
    "select d.channel, d.state::text as state, count(*) as number, min(d.created_at) as oldest from deliveries d "  # noqa: S608
    "left join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id "
    f"where d.hub_id = :hub_id and d.changed_at >= :midnight and {on_the_board(reader=':reader')} group by 1, 2 order by 1, 2"
)
_TOTALS = text(
    "select coalesce(sum(ticks), 0) as ticks, coalesce(sum(fired), 0) as fired, coalesce(sum(raised), 0) as raised, "
    "coalesce(sum(failed), 0) as failed, coalesce(max(tick_seconds) filter (where ended_at is null), 0) as tick_seconds, "
    "coalesce(sum(lag_seconds), 0) as lag_seconds, "
    "count(*) filter (where ended_at is null and ticked_at > now() - make_interval(secs => :silent_s)) as alive from engine_workers"
)
_LAGS = text(
    "select place, sum(number)::bigint as number from engine_workers, unnest(lags) with ordinality as l(number, place) "
    "group by 1 order by 1"
)
_QUEUED = text(
    "select state::text as state, count(*) as number from deliveries where channel <> 'page' and state in ('queued', 'sending', 'failed') "
    "group by 1"
)


async def pulse(conn: AsyncConnection, now: datetime) -> Pulse:
    """Whether somebody works, and how long what is due has waited. now: by the board's clock."""
    row = (await conn.execute(_PULSE)).one()
    return pulse_of(row.silent_s, row.oldest, now)


def pulse_of(silent_s: float | None, oldest: datetime | None, now: datetime) -> Pulse:
    """What was read, as a pulse."""
    return Pulse(silent_s, 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds()))


async def engine_now(
    conn: AsyncConnection, hub_id: int, now: datetime, reader: int | None = None
) -> EngineNow:
    """The engine of this deployment and what it has to do for this hub. reader: without what is kept from them."""
    local = now.astimezone(LONDON)
    facts = {
        "hub_id": hub_id,
        "reader": reader,
        "now": now,
        "soon": now + timedelta(hours=1),
        "midnight": local.replace(hour=0, minute=0, second=0, microsecond=0),
    }
    found = await pulse(conn, now)
    waiting = (await conn.execute(_WAITING, facts)).one()
    today = (await conn.execute(_TODAY, facts)).one()
    fired = (await conn.execute(_FIRED, facts)).scalar_one()
    workers = (await conn.execute(_WORKERS)).all()
    sent = (await conn.execute(_SENT, facts)).all()
    return EngineNow(
        state=found.state.value,
        words=WORDS[found.state],
        silent_s=found.silent_s,
        due=waiting.due,
        rungs=waiting.rungs,
        soon=waiting.soon,
        oldest_at=waiting.oldest,
        fired=fired,
        raised=today.raised,
        unheard=today.unheard,
        acknowledged=today.acknowledged,
        workers=tuple(
            WorkerRow(
                w.started_at, w.silent_s, w.silent_s <= SILENT_S, w.ended_at, w.swept_at, w.tick_seconds
            )
            for w in workers
        ),
        deliveries=tuple(DeliveryCount(d.channel, d.state, d.number, d.oldest) for d in sent),
    )


async def totals(conn: AsyncConnection, now: datetime) -> dict[str, Any]:
    """Figures of the whole deployment for machines: sums over the workers of the last day, the histogram of lateness, what is queued."""
    found = await pulse(conn, now)
    row = (await conn.execute(_TOTALS, {"silent_s": SILENT_S})).one()
    lags = [int(one.number) for one in await conn.execute(_LAGS)]
    queued = {one.state: one.number for one in await conn.execute(_QUEUED)}
    return {**row._mapping, "lags": lags, "queued": queued, "pulse": found}
