"""Figures of one web process for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

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

    def text(self) -> bytes:
        """In Prometheus's words."""
        return generate_latest(self._registry)
