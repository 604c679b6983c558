"""Figures of one web process for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from board.domain.engine import STEPS
from board.live.fanout import Fanout


class Figures:
    """Read from the fan-out when they are asked for; counts only, of nobody in particular."""

    def __init__(self, fanout: Fanout) -> None:
        self._fanout = fanout
        self._registry = CollectorRegistry()
        gauges = {
            "board_sockets": ("Open sockets.", lambda: len(fanout.everybody())),
            "board_sockets_behind": (
                "Sockets skipped because the client stopped reading.",
                lambda: sum(one.behind_since is not None for one in fanout.everybody()),
            ),
            "board_audiences": ("Audiences with a listener.", lambda: len(fanout.listening)),
            "board_frames_total": ("Frames drawn for pushing.", lambda: fanout.frames_sent),
            "board_renders_total": ("Fragments rendered.", lambda: fanout.frames.drawing.renders),
            "board_events_behind": (
                "Events committed that this process has not yet sent.",
                lambda: sum(
                    max(0, seq - fanout.seen[hub][1])
                    for hub, (_, seq) in fanout.heads.items()
                    if hub in fanout.seen
                ),
            ),
        }
        for name, (says, read) in gauges.items():
            Gauge(name, says, registry=self._registry).set_function(read)

    def text(self, engine: Mapping[str, Any] | None = None) -> bytes:
        """In Prometheus's words; engine: board.queries.engine.totals, none while the database is away."""
        if engine is None:
            return generate_latest(self._registry)
        workers = CollectorRegistry()
        workers.register(Engine(engine))
        return generate_latest(self._registry) + generate_latest(workers)


class Engine(Collector):
    """Figures of the workers. Counters are sums over those of the last day, so they may fall; rates take that as a start anew."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        """Each figure, as the database has it now."""
        found, pulse = self._found, self._found["pulse"]
        for name, says, value in (
            ("board_tick_workers", "Workers that got through within the last seconds.", found["alive"]),
            ("board_tick_silent_seconds", "Seconds since a worker last got through; -1 when none ever did.",
             -1 if pulse.silent_s is None else pulse.silent_s),
            ("board_tick_waiting_seconds", "By how much what waits longest is past its moment.", pulse.waiting_s),
            ("board_tick_seconds", "How long the slowest worker's last look took.", found["tick_seconds"]),
        ):  # fmt: skip
            yield GaugeMetricFamily(name, says, value=float(value))
        for name, says in (
            ("ticks", "Looks at what is due."),
            ("fired", "Clocks that turned late."),
            ("raised", "Reminders that were raised."),
            ("failed", "Contacts that could not be fired."),
        ):
            yield CounterMetricFamily(f"board_tick_{name}", says, value=float(found[name]))
        buckets, passed = [], 0
        for bound, number in zip(
            (*map(str, STEPS), "+Inf"), found["lags"] or [0] * (len(STEPS) + 1), strict=True
        ):
            passed += number
            buckets.append((bound, float(passed)))
        yield HistogramMetricFamily(
            "board_tick_lag_seconds", "By how much what was done was later than its moment.",
            buckets=buckets, sum_value=float(found["lag_seconds"]),
        )  # fmt: skip
        queued = GaugeMetricFamily("board_deliveries", "Messages on their way, by state.", labels=["state"])
        for state in ("queued", "sending", "failed"):
            queued.add_metric([state], float(found["queued"].get(state, 0)))
        yield queued
