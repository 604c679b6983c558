"""Whether what time brings still happens: said from the workers' own heartbeat and from what waits, never from what was meant to run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SILENT_S: Final = 6.0
"""A worker looks each second; after this long without one having got through, nothing happens by itself any more."""
BEHIND_S: Final = 30.0
"""A clock or reminder that waits this long past its moment is not a busy second."""
STEPS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Upper bounds, in seconds, of the steps in which lateness is counted; one more step holds what is above."""


class EngineState(StrEnum):
    """What the engine does."""

    RUNNING = "running"
    BEHIND = "behind"  # a worker works, and what is due waits
    STOPPED = "stopped"  # no worker gets through


WORDS: Final = {
    EngineState.RUNNING: "Reminders run.",
    EngineState.BEHIND: "Reminders are late. What is due waits its turn: watch the clocks yourselves until this goes away.",
    EngineState.STOPPED: (
        "Reminders have stopped. Nothing turns late by itself, nobody is reminded and no message goes out. "
        "Watch the clocks yourselves, and tell whoever runs the board."
    ),
}


@dataclass(frozen=True, slots=True)
class Pulse:
    """What was read of the engine. silent_s: seconds since a worker last got through, none when none ever did; waiting_s: by how much
    what waits longest is past its moment, 0 when nothing does.
    """

    silent_s: float | None
    waiting_s: float

    @property
    def state(self) -> EngineState:
        """What it means."""
        if self.silent_s is None or self.silent_s > SILENT_S:
            return EngineState.STOPPED
        return EngineState.BEHIND if self.waiting_s > BEHIND_S else EngineState.RUNNING


def step_of(seconds: float) -> int:
    """In which step a lateness counts."""
    return next((n for n, bound in enumerate(STEPS) if seconds <= bound), len(STEPS))
