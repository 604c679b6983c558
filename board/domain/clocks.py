"""Which clocks a contact wants, by when, and what a change in the world does to those that run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, TypeVar

from board.domain import law
from board.domain.clock_kinds import QUIET, WORDS, ClockKind, ClockWords
from board.domain.hours import Basis, Limit
from board.domain.ladders import ReceiverHours, Time, find, next_rung
from board.domain.measures import Measure
from board.domain.policy import Level, OneWorkingDay, Policy, StartEvent
from board.domain.working_time import london_time

__all__ = ["QUIET", "WORDS", "Changes", "ClockKind", "ClockWords", "Running", "changes", "wanted"]
Key = tuple[ClockKind, int]
"""A clock of a contact: its kind, and the number of what it is about within the contact; 0 is the contact itself."""
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Running(Time):
    """A clock that runs, or should."""


@dataclass(frozen=True, slots=True)
class Changes(Generic[K]):
    """What to do to the clocks that run. A clock whose due time moves is in both: it is stopped and started anew."""

    stop: tuple[K, ...]
    start: Mapping[K, Running]


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
    unrated_since: datetime | None = None,
    screened_at: datetime | None = None,
    attended_at: datetime | None = None,
    reviewed_at: datetime | None = None,
    sender_rag: str | None = None,
    known_at: datetime | None = None,
) -> dict[ClockKind, Running]:
    """The clocks a contact wants of itself as it is now.

    rag: the worst child's code, None when not yet rated (see urgency.worst). rated_at: since when that colour has stood. unclaimed_since:
    when nobody came to have it (arrival or last release); not read while held. offered_at: since when it stands offered to a colleague.
    safe_since: the oldest time at which somebody said where a child is and that it is safe; none when that is not said of every child,
    for then the alarm stands already.
    unrated_since: when a child who is not yet rated was added beside rated ones, none when it is the contact itself that nobody has
    rated. screened_at: when a child was first rated.
    attended_at: when its holder last did something with it. reviewed_at: when a manager last looked at it for being open so long.
    sender_rag: the sender's colour, which counts for nothing but to wake the emergency duty team. known_at: when the hub learnt of it.
    """
    if closed:
        return {}
    began = max(at for at in (rated_at, unclaimed_since, received_at) if at)
    clocks = {ClockKind.STATUTORY: _statutory(policy, received_at)}
    if offered_at is not None:
        clocks[ClockKind.HAND_OVER] = _hand_over(policy, rag, offered_at)
    clocks[ClockKind.REVIEW] = _plain(policy, policy.review_limit, reviewed_at or received_at)
    seen = max(began, known_at or received_at)  # what a list brings in the morning waits for nobody at night
    if not held and _red(policy, rag, sender_rag) and not policy.calendar.is_open(seen):
        clocks[ClockKind.OUT_OF_HOURS] = _plain(policy, policy.edt_limit, seen, runs_through=True)
    if rag is None:
        clocks[ClockKind.SCREENING] = _screening(policy, unrated_since or clock_start_at)
        return clocks
    level = policy.level(rag)
    if level.decision_limit:
        starts = {
            StartEvent.RECEIVED: clock_start_at,
            StartEvent.SCREENED: screened_at or rated_at or clock_start_at,
            StartEvent.RATED: rated_at or clock_start_at,
        }
        clocks[ClockKind.DECISION] = _timed(policy, level, level.decision_limit, starts[level.starts])
    if level.claim_limit and not held:
        clocks[ClockKind.CLAIM] = _timed(policy, level, level.claim_limit, began)
    if safe_since and level.band == policy.top_band:
        due_at = policy.calendar.due(safe_since, policy.safe_now_limit, runs_past_close=True)
        clocks[ClockKind.SAFE_NOW] = Running(
            safe_since, due_at, policy.safe_now_limit.basis, runs_through=True
        )
    if level.attend_limit and held and attended_at:
        clocks[ClockKind.UNATTENDED] = _timed(policy, level, level.attend_limit, attended_at)
    return clocks


def of_measures(measures: Iterable[Measure]) -> dict[Key, Running]:
    """The clock of each protective measure that stands. It runs by day and by night, since what it waits for does."""
    return {
        (ClockKind(one.kind.value), one.measure_id): Running(
            one.began_at, one.ends_at, Basis.CLOCK_HOURS, runs_through=True
        )
        for one in measures
    }


def to_look_again(policy: Policy, on: date, recorded_at: datetime) -> Running:
    """The clock of a day to look again: it begins in the morning of that day, or the hub's next, and is due at its close."""
    opens = policy.calendar.clock_start(max(london_time(on, time()), recorded_at))
    return Running(opens, policy.calendar.end_of_working_day(opens), Basis.END_OF_WORKING_DAY)


def changes(running: Mapping[K, Running], wanted: Mapping[K, Running]) -> Changes[K]:
    """What makes the running clocks the wanted ones. A clock that already runs to the same time is left alone, fired or not; so is
    the law's while it counts from the same moment, since no hub's change of hours can move it.
    """
    alike = {key for key, clock in wanted.items() if key in running and _alike(key, running[key], clock)}
    return Changes(
        stop=tuple(kind for kind in running if kind not in alike),
        start={kind: clock for kind, clock in wanted.items() if kind not in alike},
    )


def _alike(key: object, runs: Running, clock: Running) -> bool:
    if key in (ClockKind.STATUTORY, (ClockKind.STATUTORY, 0)):
        return runs.started_at == clock.started_at
    return runs.due_at == clock.due_at


def coming_rung(
    policy: Policy, kind: ClockKind, clock: Time, hours: ReceiverHours, raised: int = 0
) -> datetime | None:
    """When somebody is next reminded of a clock of which so many reminders came already."""
    return next_rung(find(policy.ladders, kind), raised, clock, hours)


def speaks_for(kind: ClockKind, running: Mapping[ClockKind, datetime], share: int) -> bool:
    """Whether another clock of the contact reminds for this one: the law's for the hub's where both are due at once, and the hub's
    for the law's before either is due. running: due times by kind.
    """
    hubs, laws = running.get(ClockKind.DECISION), running.get(ClockKind.STATUTORY)
    if hubs is None or laws is None or kind not in (ClockKind.DECISION, ClockKind.STATUTORY):
        return False
    if kind is ClockKind.DECISION:
        return hubs == laws
    return hubs < laws and share < 100


def _red(policy: Policy, rag: str | None, sender_rag: str | None) -> bool:
    code = sender_rag if rag is None else rag
    return code in policy.rag_codes() and policy.level(str(code)).band == policy.top_band


def _statutory(policy: Policy, received_at: datetime) -> Running:
    calendar, number = policy.calendar, law.DECISION.working_days
    if policy.one_working_day is OneWorkingDay.SAME_TIME_NEXT_WORKING_DAY:
        return Running(received_at, calendar.same_time_after(received_at, number), Basis.WORKING_DAYS)
    return Running(received_at, calendar.close_after(received_at, number), Basis.WORKING_DAYS)


def _screening(policy: Policy, start: datetime) -> Running:
    # What is not yet rated may be red, and red runs past close.
    due_at = policy.calendar.due(start, policy.screening_limit, runs_past_close=True)
    return Running(start, due_at, policy.screening_limit.basis, runs_through=True)


def _hand_over(policy: Policy, rag: str | None, offered_at: datetime) -> Running:
    limit = policy.hand_over_limit
    through = rag is None or policy.level(rag).runs_past_close
    due_at = policy.calendar.due(offered_at, limit, runs_past_close=through)
    return Running(offered_at, due_at, limit.basis, through)


def _timed(policy: Policy, level: Level, limit: Limit, start: datetime) -> Running:
    due_at = policy.calendar.due(start, limit, runs_past_close=level.runs_past_close)
    return Running(start, due_at, limit.basis, level.runs_past_close)


def _plain(policy: Policy, limit: Limit, start: datetime, *, runs_through: bool = False) -> Running:
    return Running(start, policy.calendar.due(start, limit), limit.basis, runs_through)
