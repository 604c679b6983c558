"""The workers' own heartbeat. It is no event: it is rewritten each second, and says nothing about anybody."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from uuid import UUID

from sqlalchemy import text

from board.domain.engine import STEPS
from board.store.engine import Tx

# By the database's clock alone: machines differ, and the board's own clock may be moved.
_BEAT = text(
    "insert into engine_workers (worker_id, ticks, fired, raised, failed, tick_seconds, lag_seconds, lags, swept_at) "
    "values (:worker_id, :ticks, :fired, :raised, :failed, :tick_seconds, :lag_seconds, cast(:lags as bigint[]), "
    "  case when :swept then now() end) "
    "on conflict (worker_id) do update set ticked_at = now(), ended_at = null, ticks = excluded.ticks, fired = excluded.fired, "
    "  raised = excluded.raised, failed = excluded.failed, tick_seconds = excluded.tick_seconds, lag_seconds = excluded.lag_seconds, "
    "  lags = excluded.lags, swept_at = coalesce(excluded.swept_at, engine_workers.swept_at)"
)
_END = text("update engine_workers set ended_at = now() where worker_id = :worker_id")
_FORGET = text("delete from engine_workers where ticked_at < now() - interval '1 day'")


@dataclass(slots=True)
class Work:
    """What one worker has done since it started. lags: how often by how much, in the steps of board/domain/engine.py."""

    ticks: int = 0
    fired: int = 0
    raised: int = 0
    failed: int = 0
    tick_seconds: float = 0.0
    lag_seconds: float = 0.0
    lags: list[int] = field(default_factory=lambda: [0] * (len(STEPS) + 1))


async def beat(tx: Tx, worker_id: UUID, work: Work, *, swept: bool = False) -> None:
    """Say that this worker is alive and gets through. Writes engine_workers; no event."""
    facts = asdict(work) | {"worker_id": worker_id, "swept": swept}
    await tx.conn.execute(_BEAT, facts)


async def end_worker(tx: Tx, worker_id: UUID) -> None:
    """Say that this worker was asked to stop and did. Writes engine_workers; no event."""
    await tx.conn.execute(_END, {"worker_id": worker_id})


async def forget_workers(tx: Tx) -> None:
    """Let go of workers that have been silent for a day. Writes engine_workers; no event."""
    await tx.conn.execute(_FORGET)
