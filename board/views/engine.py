"""The engine's page: whether reminders work, for whoever looks after the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker process of the last hour. silent_s: seconds since it last got through. alive: that was just now."""

    started_at: of.Plain[datetime]
    silent_s: of.Plain[float]
    alive: of.Plain[bool]
    ended_at: of.Plain[datetime | None]
    swept_at: of.Plain[datetime | None]
    tick_seconds: of.Plain[float]


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """Messages of today by way and state. oldest_at: when the oldest of them was queued."""

    channel: of.Plain[str]
    state: of.Plain[str]
    number: of.Plain[int]
    oldest_at: of.Plain[datetime]


@dataclass(frozen=True, slots=True)
class EngineNow:
    """What waits and what was done. due, rungs: clocks and reminders past their moment; soon: due within the hour. oldest_at: the
    moment of what waits longest, none when nothing does. fired, raised, unheard, acknowledged: today.
    """

    template: ClassVar[str] = "engine/engine.html"
    state: of.Plain[str]
    words: of.Plain[str]
    silent_s: of.Plain[float | None]
    due: of.Plain[int]
    rungs: of.Plain[int]
    soon: of.Plain[int]
    oldest_at: of.Plain[datetime | None]
    fired: of.Plain[int]
    raised: of.Plain[int]
    unheard: of.Plain[int]
    acknowledged: of.Plain[int]
    workers: of.Plain[tuple[WorkerRow, ...]]
    deliveries: of.Plain[tuple[DeliveryCount, ...]]
