"""Who is reminded of a clock, when, and in which order: a ladder of rungs for each kind of clock, each rung at an instant of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from board.domain.clock_kinds import ClockKind
from board.domain.hours import Basis, Limit, hours, minutes, working_days
from board.domain.working_time import Calendar


class Receiver(StrEnum):
    """Whom a rung reminds, from the nearest up."""

    HOLDER = "holder"  # whoever has the contact
    DECIDING_MANAGER = "deciding_manager"  # the contact's own; while it has none, the managers on duty
    MANAGER = "manager"  # team and practice managers on duty
    SERVICE_MANAGER = "service_manager"
    HEAD_OF_SERVICE = "head_of_service"
    EDT = "edt"  # the emergency duty team


WORDS: Final = {
    Receiver.HOLDER: "the holder",
    Receiver.DECIDING_MANAGER: "the deciding manager",
    Receiver.MANAGER: "the managers",
    Receiver.SERVICE_MANAGER: "the service manager",
    Receiver.HEAD_OF_SERVICE: "the head of service",
    Receiver.EDT: "the emergency duty team",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of a ladder."""

    to: Annotated[Receiver, "Who is reminded; when nobody of them is on duty, those next up."]
    share: Annotated[int, "When, as percent of the time there is: 0 at once, 100 when it is due."]
    late_by: Annotated[Limit | None, "How long after it was due, for a rung at 100; none: at once."] = None
    runs_through: Annotated[
        bool, "Whether it comes outside hours too, then to the emergency duty team, or waits for opening."
    ] = False

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 100:
            raise ValueError("a share is a percentage from 0 to 100")
        if self.late_by and self.share != 100:
            raise ValueError("only a rung at 100 percent can be late by something")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of a kind of clock, lowest first."""

    clock: Annotated[ClockKind, "Which kind of clock it is for; a kind without a ladder reminds nobody."]
    rungs: Annotated[tuple[Rung, ...], "Its reminders, in the order in which they come."]

    def __post_init__(self) -> None:
        places = [(rung.share, rung.late_by is not None) for rung in self.rungs]
        if places != sorted(places):
            raise ValueError(f"the rungs of {self.clock} stand in the order in which they come")


@dataclass(frozen=True, slots=True)
class Time:
    """The time a clock gives. runs_through: the work goes on past close, so every rung comes outside hours too."""

    started_at: datetime
    due_at: datetime
    basis: Basis
    runs_through: bool = False


@dataclass(frozen=True, slots=True)
class ReceiverHours:
    """In whose hours reminders come. hub: the hub's, by which its clocks run. own: the calendars of receivers of whom somebody works by
    others, one for each that they work by; the hub's may be among them.
    """

    hub: Calendar
    own: Mapping[Receiver, tuple[Calendar, ...]] = field(default_factory=dict)

    def of(self, to: Receiver) -> tuple[Calendar, ...]:
        """The calendars of those a rung is for."""
        return self.own.get(to) or (self.hub,)

    def at_work(self, to: Receiver, at: datetime) -> bool:
        """Whether any of them works at this moment."""
        return any(calendar.is_open(at) for calendar in self.of(to))


def instants(rungs: tuple[Rung, ...], time: Time, hours: ReceiverHours) -> tuple[datetime, ...]:
    """When each rung comes. The clock's own calendar says when it is time, the receiver's when it reaches them: at the first moment
    after it at which one of them works.

    Never before the one below it; and none holds up the one above it: whoever is away for days is reminded with those next up, at the
    latest.
    """
    came: list[datetime] = []
    moment = None
    for rung in rungs:
        at = _moment(rung, time, hours.hub)
        moment = max(moment or at, at)
        through = rung.runs_through or time.runs_through
        came.append(moment if through else min(c.clock_start(moment) for c in hours.of(rung.to)))
    for place in range(len(came) - 2, -1, -1):
        came[place] = min(came[place], came[place + 1])
    return tuple(came)


def next_rung(rungs: tuple[Rung, ...], raised: int, time: Time, hours: ReceiverHours) -> datetime | None:
    """When the next rung comes after so many were raised; none when the ladder ends."""
    return instants(rungs, time, hours)[raised] if raised < len(rungs) else None


def _moment(rung: Rung, time: Time, calendar: Calendar) -> datetime:
    if rung.late_by:
        through = rung.runs_through or time.runs_through
        return calendar.due(time.due_at, rung.late_by, runs_past_close=through)
    return _share_of(time, rung.share, calendar)


def _share_of(time: Time, share: int, calendar: Calendar) -> datetime:
    if share == 0:
        return time.started_at
    if share == 100:
        return time.due_at
    length = time.due_at - time.started_at
    if time.basis is not Basis.CLOCK_HOURS and not time.runs_through:
        worked = calendar.open_time(time.started_at, time.due_at)
        if worked > timedelta(0):
            return calendar.add_working_time(time.started_at, worked * share / 100)
    return time.started_at + length * share / 100


def find(ladders: Iterable[Ladder], kind: ClockKind) -> tuple[Rung, ...]:
    """The rungs of a kind; none for a kind without a ladder."""
    return next((ladder.rungs for ladder in ladders if ladder.clock is kind), ())


_TO = Receiver
_HOUR = hours(1)
_WORKING_HOUR = hours(1, Basis.WORKING_HOURS)
_DECIDING = (
    Rung(_TO.HOLDER, 50),
    Rung(_TO.DECIDING_MANAGER, 75),
    Rung(_TO.SERVICE_MANAGER, 100),
    Rung(_TO.HEAD_OF_SERVICE, 100, _WORKING_HOUR),
)
_ENDING = (
    Rung(_TO.HOLDER, 50, runs_through=True),
    Rung(_TO.DECIDING_MANAGER, 75, runs_through=True),
    Rung(_TO.SERVICE_MANAGER, 90, runs_through=True),
    Rung(_TO.HEAD_OF_SERVICE, 100, runs_through=True),
)

DEFAULT: Final = (
    Ladder(
        ClockKind.OUT_OF_HOURS,
        (
            Rung(_TO.EDT, 0, runs_through=True),
            Rung(_TO.SERVICE_MANAGER, 100, runs_through=True),
            Rung(_TO.HEAD_OF_SERVICE, 100, minutes(30), runs_through=True),
        ),
    ),
    Ladder(
        ClockKind.SCREENING,
        (
            Rung(_TO.DECIDING_MANAGER, 67, runs_through=True),
            Rung(_TO.SERVICE_MANAGER, 100, runs_through=True),
            Rung(_TO.HEAD_OF_SERVICE, 100, _HOUR, runs_through=True),
        ),
    ),
    Ladder(
        ClockKind.CLAIM,
        (
            Rung(_TO.DECIDING_MANAGER, 67),
            Rung(_TO.SERVICE_MANAGER, 100),
            Rung(_TO.HEAD_OF_SERVICE, 100, _WORKING_HOUR),
        ),
    ),
    Ladder(
        ClockKind.UNATTENDED,
        (
            Rung(_TO.HOLDER, 50),
            Rung(_TO.DECIDING_MANAGER, 100),
            Rung(_TO.SERVICE_MANAGER, 100, _WORKING_HOUR),
        ),
    ),
    Ladder(  # whoever holds it and whoever decides it are told by the command that finds the offer unanswered
        ClockKind.HAND_OVER, (Rung(_TO.SERVICE_MANAGER, 100, _WORKING_HOUR),)
    ),
    Ladder(ClockKind.POLICE_PROTECTION, _ENDING),
    Ladder(ClockKind.EMERGENCY_PROTECTION_ORDER, _ENDING),
    Ladder(ClockKind.PROTECTION_NOTICE, _ENDING),
    Ladder(
        ClockKind.BAIL,
        (Rung(_TO.HOLDER, 90), Rung(_TO.DECIDING_MANAGER, 95), Rung(_TO.SERVICE_MANAGER, 100)),
    ),
    Ladder(
        ClockKind.SAFE_NOW,
        (Rung(_TO.HOLDER, 75, runs_through=True), Rung(_TO.DECIDING_MANAGER, 100, runs_through=True)),
    ),
    Ladder(ClockKind.DECISION, _DECIDING),
    Ladder(ClockKind.STATUTORY, _DECIDING),
    Ladder(  # its time begins on the morning of the day that somebody chose
        ClockKind.LOOK_AGAIN,
        (
            Rung(_TO.HOLDER, 0),
            Rung(_TO.DECIDING_MANAGER, 75),
            Rung(_TO.SERVICE_MANAGER, 100, working_days(1)),
        ),
    ),
    Ladder(
        ClockKind.ASKED_AT_ONCE,
        (
            Rung(_TO.DECIDING_MANAGER, 50, runs_through=True),
            Rung(_TO.SERVICE_MANAGER, 100, runs_through=True),
            Rung(_TO.HEAD_OF_SERVICE, 100, _HOUR, runs_through=True),
        ),
    ),
    Ladder(
        ClockKind.REQUEST,
        (Rung(_TO.HOLDER, 100), Rung(_TO.DECIDING_MANAGER, 100, _WORKING_HOUR)),
    ),
    Ladder(
        ClockKind.REVIEW,
        (
            Rung(_TO.DECIDING_MANAGER, 90),
            Rung(_TO.DECIDING_MANAGER, 100),
            Rung(_TO.SERVICE_MANAGER, 100, working_days(2)),
        ),
    ),
)
