"""What will be late soon if nothing moves: the day played forward with those on duty, each doing the most urgent first.

A forecast, not a clock: it says which of the clocks that run will not be met, and why, so that somebody can still do something about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from board.domain.clocks import ClockKind
from board.domain.permissions import Action, Role, may
from board.domain.policy import ForecastSettings
from board.domain.rota import MANAGERS, OnDuty

AT_LEAST: Final = timedelta(minutes=5)  # however long somebody has been at it, something is left


FORESEEN: Final = (ClockKind.SCREENING, ClockKind.CLAIM, ClockKind.DECISION, ClockKind.STATUTORY)
"""What those on duty do one after the other; other clocks wait for things that the board cannot reckon."""


class Reason(StrEnum):
    """Why a clock will not be met."""

    HOLDER_OFF_DUTY = "holder_off_duty"
    HOLDER_LEAVES = "holder_leaves"
    HOLDER_BUSY = "holder_busy"
    NOBODY_ON_DUTY = "nobody_on_duty"
    NOBODY_FREE = "nobody_free"
    NO_MANAGER = "no_manager"
    MANAGER_BUSY = "manager_busy"
    TOO_SHORT = "too_short"


WORDS: Final = {
    Reason.HOLDER_OFF_DUTY: "who has it is not on duty",
    Reason.HOLDER_LEAVES: "who has it goes off duty before it can be done",
    Reason.HOLDER_BUSY: "who has it has others to do before it",
    Reason.NOBODY_ON_DUTY: "nobody is on duty who could do it",
    Reason.NOBODY_FREE: "nobody is free in time",
    Reason.NO_MANAGER: "no manager is on duty to decide it",
    Reason.MANAGER_BUSY: "the managers on duty have others to decide before it",
    Reason.TOO_SHORT: "the work takes longer than the time left",
}


@dataclass(frozen=True, slots=True)
class Work:
    """A live contact as the forecast sees it. order: its place by urgency; clocks: when those that run are due; since: claimed when."""

    contact_id: int
    order: str
    clocks: Mapping[ClockKind, datetime]
    holder_id: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A clock that will be late if nothing moves."""

    kind: ClockKind
    due_at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Met:
    """When a clock would be met; none: not at all. reason: what keeps it, should that be too late."""

    at: datetime | None
    reason: Reason


@dataclass(slots=True)
class _Person:
    """Somebody on duty, played forward. free_at: when what they have so far is done."""

    person_id: int
    until: datetime
    free_at: datetime
    roles: set[Role]
    busy: bool = False

    @property
    def decides(self) -> bool:
        return not self.roles.isdisjoint(MANAGERS)

    @property
    def rates(self) -> bool:
        return may(self.roles, Action.RATE)

    @property
    def claims(self) -> bool:
        return may(self.roles, Action.CLAIM)


def forecast(
    settings: ForecastSettings, works: Iterable[Work], duty: Iterable[OnDuty], now: datetime
) -> dict[int, Foreseen]:
    """By contact, the first of its clocks that is due within the horizon and will not be met if everybody on duty does the most urgent
    first and nothing else happens. A clock that has passed is late, and no forecast.
    """
    day, found = _Day(settings, duty, now), dict[int, Foreseen]()
    horizon = now + timedelta(minutes=settings.horizon_minutes)
    for work in sorted(works, key=lambda work: work.order):
        met = day.play(work)
        for kind, due_at in sorted(work.clocks.items(), key=lambda item: item[1]):
            if now < due_at <= horizon and kind in met:
                at = met[kind].at
                if at is None or at > due_at:
                    found[work.contact_id] = Foreseen(kind, due_at, met[kind].reason)
                    break
    return found


class _Day:
    """Those on duty, and what they still have to do."""

    def __init__(self, settings: ForecastSettings, duty: Iterable[OnDuty], now: datetime) -> None:
        self.begins_at = now
        self.rate = timedelta(minutes=settings.rate_minutes)
        self.work = timedelta(minutes=settings.work_minutes)
        self.decide = timedelta(minutes=settings.decide_minutes)
        self.people: dict[int, _Person] = {}
        for one in duty:
            known = self.people.setdefault(one.person_id, _Person(one.person_id, one.until, now, set()))
            known.roles.add(one.role)
            known.until = max(known.until, one.until)

    def play(self, work: Work) -> dict[ClockKind, _Met]:
        """Let somebody do it; when each of its clocks would be met by that."""
        unrated = ClockKind.SCREENING in work.clocks
        found = self._holder(work) if work.holder_id is not None else self._taker(unrated)
        if isinstance(found, Reason):
            return dict.fromkeys(FORESEEN, _Met(None, found))
        person, reason = found
        start = person.free_at
        left = self._left(work, person) + (self.rate if unrated else timedelta(0))
        person.free_at, person.busy = start + left, True
        if person.free_at > person.until:
            reason = Reason.HOLDER_LEAVES if work.holder_id is not None else Reason.NOBODY_FREE
            decided = _Met(None, reason)
        else:
            decided = self._decided(person.free_at, reason)
        return {
            ClockKind.CLAIM: _Met(start, reason),
            ClockKind.SCREENING: self._rated(person, start, reason),
            ClockKind.DECISION: decided,
            ClockKind.STATUTORY: decided,
        }

    def _holder(self, work: Work) -> tuple[_Person, Reason] | Reason:
        person = self.people.get(work.holder_id or 0)
        if person is None:
            return Reason.HOLDER_OFF_DUTY
        if person.free_at >= person.until:
            return Reason.HOLDER_LEAVES
        return person, Reason.HOLDER_BUSY if person.busy else Reason.TOO_SHORT

    def _taker(self, unrated: bool) -> tuple[_Person, Reason] | Reason:
        able = [one for one in self.people.values() if one.claims and (one.rates or not unrated)]
        able = [
            one for one in able if not one.decides
        ] or able  # a manager decides, and takes only where nobody else can
        if not able:
            return Reason.NOBODY_ON_DUTY
        person = min(able, key=lambda one: (one.free_at >= one.until, one.free_at, one.person_id))
        if person.free_at >= person.until:
            return Reason.NOBODY_FREE
        return person, Reason.NOBODY_FREE if person.busy else Reason.TOO_SHORT

    def _left(self, work: Work, person: _Person) -> timedelta:
        """What somebody does first they have been doing since they claimed it."""
        done = self.begins_at - work.since if work.since is not None and not person.busy else timedelta(0)
        return max(AT_LEAST, self.work - done)

    def _rated(self, person: _Person, start: datetime, reason: Reason) -> _Met:
        if person.rates:
            return _Met(start + self.rate, reason)
        able = [
            one.free_at for one in self.people.values() if one.rates
        ]  # who may not rate asks somebody who may
        return _Met(max(start, min(able)) + self.rate, reason) if able else _Met(None, Reason.NOBODY_ON_DUTY)

    def _decided(self, ready: datetime, reason: Reason) -> _Met:
        managers = [one for one in self.people.values() if one.decides and one.until > ready]
        if not managers:
            return _Met(None, Reason.NO_MANAGER)
        first = min(managers, key=lambda one: (one.free_at, one.person_id))
        reason = Reason.MANAGER_BUSY if first.free_at > ready else reason
        first.free_at = max(ready, first.free_at) + self.decide
        return _Met(first.free_at, reason)
