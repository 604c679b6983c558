"""Which clocks a contact wants, by when, and what a change in the world does to those that run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from board.domain import law
from board.domain.hours import Basis, Limit
from board.domain.policy import Level, Policy


class ClockKind(StrEnum):
    """What must happen by a time. Their order settles which bites first of those due at the same moment."""

    SCREENING = "screening"  # somebody rates it
    CLAIM = "claim"  # somebody has it
    HAND_OVER = "hand_over"  # the colleague it is offered to answers
    DECISION = "decision"  # a manager decides, as the hub wants it
    STATUTORY = "statutory"  # a manager decides, as the law wants it
    SAFE_NOW = "safe_now"  # somebody says again that the children are safe; on a card it is an alarm, on the wall it is not


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A kind of clock in words. by: before a time; late: when it passed; to: what is to be done, as in "the time to rate it"."""

    by: str
    late: str
    to: str


WORDS: Final = {
    ClockKind.SCREENING: ClockWords("rate by", "rating is late", "rate it"),
    ClockKind.CLAIM: ClockWords("claim by", "claiming is late", "claim it"),
    ClockKind.HAND_OVER: ClockWords("accept by", "hand-over is late", "answer the offer"),
    ClockKind.DECISION: ClockWords("decide by", "decision is late", "decide it"),
    ClockKind.STATUTORY: ClockWords(
        "statutory, by", "statutory decision is late", "make the statutory decision"
    ),
    ClockKind.SAFE_NOW: ClockWords(
        "ask again if safe by",
        "nobody has said again that they are safe",
        "ask again whether the children are safe",
    ),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, or should."""

    started_at: datetime
    due_at: datetime
    basis: Basis


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do to the clocks that run. A clock whose due time moves is in both: it is stopped and started anew."""

    stop: tuple[ClockKind, ...]
    start: Mapping[ClockKind, Running]


def wanted(
    policy: Policy,
    *,
    received_at: datetime,
    clock_start_at: datetime,
    rag: str | None,
    rated_at: datetime | None,
    held: bool,
    unclaimed_since: datetime | None,
    closed: bool,
    offered_at: datetime | None = None,
    safe_since: datetime | None = None,
) -> dict[ClockKind, Running]:
    """The clocks a contact wants as it is now.

    rag: the worst child's code, None when not yet rated (see urgency.worst). rated_at: since when that colour has stood. unclaimed_since:
    when nobody came to have it (arrival or last release); not read while held. offered_at: since when it stands offered to a colleague.
    safe_since: the oldest time at which somebody said where a child is and that it is safe; none when that is not said of every child,
    for then the alarm stands already.
    """
    if closed:
        return {}
    clocks = {ClockKind.STATUTORY: _statutory(policy, received_at)}
    if offered_at is not None:
        clocks[ClockKind.HAND_OVER] = _hand_over(policy, rag, offered_at)
    if rag is None:
        clocks[ClockKind.SCREENING] = _screening(policy, clock_start_at)
        return clocks
    level = policy.level(rag)
    if level.decision_limit:
        clocks[ClockKind.DECISION] = _timed(policy, level, level.decision_limit, clock_start_at)
    if level.claim_limit and not held:
        began = max(at for at in (rated_at, unclaimed_since, received_at) if at)
        clocks[ClockKind.CLAIM] = _timed(policy, level, level.claim_limit, began)
    if safe_since and level.band == policy.top_band:
        due_at = policy.calendar.due(safe_since, policy.safe_now_limit, runs_past_close=True)
        clocks[ClockKind.SAFE_NOW] = Running(safe_since, due_at, policy.safe_now_limit.basis)
    return clocks


def changes(running: Mapping[ClockKind, Running], wanted: Mapping[ClockKind, Running]) -> Changes:
    """What makes the running clocks the wanted ones. A clock that already runs to the same time is left alone, fired or not; so is
    the law's while it counts from the same moment, since no hub's change of hours can move it.
    """
    alike = {kind for kind, clock in wanted.items() if kind in running and _alike(kind, running[kind], clock)}
    return Changes(
        stop=tuple(kind for kind in running if kind not in alike),
        start={kind: clock for kind, clock in wanted.items() if kind not in alike},
    )


def _alike(kind: ClockKind, runs: Running, clock: Running) -> bool:
    if kind is ClockKind.STATUTORY:
        return runs.started_at == clock.started_at
    return runs.due_at == clock.due_at


def _statutory(policy: Policy, received_at: datetime) -> Running:
    due_at = policy.calendar.close_after(received_at, law.DECISION.working_days)
    return Running(received_at, due_at, Basis.WORKING_DAYS)


def _screening(policy: Policy, clock_start_at: datetime) -> Running:
    # What is not yet rated may be red, and red runs past close.
    due_at = policy.calendar.due(clock_start_at, policy.screening_limit, runs_past_close=True)
    return Running(clock_start_at, due_at, policy.screening_limit.basis)


def _hand_over(policy: Policy, rag: str | None, offered_at: datetime) -> Running:
    limit = policy.hand_over_limit
    due_at = policy.calendar.due(
        offered_at, limit, runs_past_close=rag is None or policy.level(rag).runs_past_close
    )
    return Running(offered_at, due_at, limit.basis)


def _timed(policy: Policy, level: Level, limit: Limit, start: datetime) -> Running:
    due_at = policy.calendar.due(start, limit, runs_past_close=level.runs_past_close)
    return Running(start, due_at, limit.basis)
