"""The engine's page: whether reminders work, for whoever looks after the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker process of the last hour. silent_s: seconds since it last got through. alive: that was just now."""

    started_at: datetime
    silent_s: float
    alive: bool
    ended_at: datetime | None
    swept_at: datetime | None
    tick_seconds: float


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """Messages of today by way and state. oldest_at: when the oldest of them was queued."""

    channel: str
    state: str
    number: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class EngineNow:
    """What waits and what was done. due, rungs: clocks and reminders past their moment; soon: due within the hour. oldest_at: the
    moment of what waits longest, none when nothing does. fired, raised, unheard, acknowledged: today.
    """

    template: ClassVar[str] = "engine/engine.html"
    state: str
    words: str
    silent_s: float | None
    due: int
    rungs: int
    soon: int
    oldest_at: datetime | None
    fired: int
    raised: int
    unheard: int
    acknowledged: int
    workers: tuple[WorkerRow, ...]
    deliveries: tuple[DeliveryCount, ...]
