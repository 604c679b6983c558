"""When working time passes. London time both ways through the clock changes; every instant in and out is aware, out always UTC.

Two kinds of working day. The law's: Monday to Friday without the bank holidays of England and Wales, substitutes included, whatever
the council does. The hub's: the law's without the days the council is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from holidays import country_holidays

from board.domain.hours import AgencyWeek, Basis, Limit, Opening, Week

LONDON: Final = ZoneInfo("Europe/London")
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England and Wales, those proclaimed once included. A holiday on a weekend stands there beside its substitute."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def london_date(at: datetime) -> date:
    """The date on London's calendars at this instant."""
    return at.astimezone(LONDON).date()


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Days that count as working days. besides: weekdays that do not count, beyond bank holidays."""

    besides: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in bank_holidays(day.year) and day not in self.besides

    def add(self, day: date, number: int) -> date:
        """The working day so many after this day, which is day 0 whether it counts or not."""
        while number > 0:
            day += _DAY
            number -= day in self
        return day


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch in which the hub is open, from `opens` until just before `closes`."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """A hub's working time, or with an AgencyWeek an agency's.

    closures: days the council is closed, for the hub's own clocks alone. proclaimed: bank holidays newer than the list that comes
    along, for the law's clock too.
    """

    week: Week | AgencyWeek
    closures: frozenset[date] = frozenset()
    proclaimed: frozenset[date] = frozenset()
    closed_on_bank_holidays: bool = True

    @property
    def law(self) -> WorkingDays:
        """The law's working days."""
        return WorkingDays(self.proclaimed)

    @property
    def hub(self) -> WorkingDays:
        """The hub's working days."""
        return WorkingDays(self.proclaimed | self.closures)

    def open_on(self, day: date) -> Period | None:
        """When the hub is open from this day's opening on, none when it stays closed."""
        holiday = day in bank_holidays(day.year) or day in self.proclaimed
        if day in self.closures or (holiday and self.closed_on_bank_holidays):
            return None
        return self._hours_on(day)

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at this moment."""
        return self.clock_start(at) == at.astimezone(UTC)

    def clock_start(self, received_at: datetime) -> datetime:
        """When the clocks of the hub's own begin: at once while it is open, otherwise at its next opening."""
        return max(next(self._from(received_at)).opens, received_at.astimezone(UTC))

    def period_after(self, at: datetime) -> Period:
        """The first stretch in which the hub is open that ends after this instant: the one at hand, or the next."""
        return next(self._from(at))

    def end_of_working_day(self, at: datetime) -> datetime:
        """The close of the day at hand; of the next one when the hub is closed."""
        return next(self._from(at)).closes

    def close_after(self, received_at: datetime, number: int = 1) -> datetime:
        """The law's clock: the hub's usual close on the working day so many after the date of receipt, which is day 0."""
        return self._close_on(self.law.add(london_date(received_at), number))

    def same_time_after(self, received_at: datetime, number: int = 1) -> datetime:
        """The same time of day on that working day, or the hub's close if that is sooner."""
        at = received_at.astimezone(LONDON).time()
        day = self.law.add(london_date(received_at), number)
        return min(london_time(day, at), self._close_on(day))

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """For how long the hub is open between two instants; nothing when the second is not after the first."""
        passed = timedelta(0)
        for period in self._from(start):
            if period.opens >= end:
                return passed
            passed += min(period.closes, end) - max(period.opens, start)
        raise AssertionError("the hub opens every ordinary week")

    def add_working_time(self, start: datetime, length: timedelta) -> datetime:
        """The instant by which the hub has been open for this long since start. Raises ValueError for nothing or less."""
        if length <= timedelta(0):
            raise ValueError("working time goes forward")
        for period in self._from(start):
            begins = max(period.opens, start.astimezone(UTC))
            if length <= period.closes - begins:
                return begins + length
            length -= period.closes - begins
        raise AssertionError("the hub opens every ordinary week")

    def due(self, start: datetime, limit: Limit, *, runs_past_close: bool = False) -> datetime:
        """By when something that starts now must have happened. runs_past_close: begun in working time, it goes on."""
        match limit.basis:
            case Basis.CLOCK_HOURS:
                return start.astimezone(UTC) + timedelta(minutes=limit.minutes)
            case Basis.WORKING_HOURS if runs_past_close:
                return self.clock_start(start) + timedelta(minutes=limit.minutes)
            case Basis.WORKING_HOURS:
                return self.add_working_time(start, timedelta(minutes=limit.minutes))
            case Basis.WORKING_DAYS:
                return self._close_on(self.hub.add(london_date(start), limit.number))
            case Basis.END_OF_WORKING_DAY:
                return self.end_of_working_day(start)
            case Basis.CALENDAR_DAYS:
                return self._last_close_by(london_date(start) + _DAY * limit.number, start)

    def _last_close_by(self, day: date, start: datetime) -> datetime:
        """The hub's last close up to this day, so that a weekend does not lengthen what is counted in days; never before start."""
        while True:
            period = self.open_on(day)
            if period is not None:
                return max(period.closes, self.end_of_working_day(start))
            day -= _DAY

    def _close_on(self, working_day: date) -> datetime:
        period = self._hours_on(working_day)
        while period is None:  # an agency's alone: a hub works every Monday to Friday
            working_day += _DAY
            period = self.open_on(working_day)
        return period.closes

    def _hours_on(self, day: date) -> Period | None:
        opening = self.week.on(day.weekday())
        return None if opening is None else _period(day, opening)

    def _from(self, start: datetime) -> Iterator[Period]:
        day = london_date(start) - _DAY  # yesterday's hours may run past midnight
        while True:
            period = self.open_on(day)
            if period and period.closes > start:
                yield period
            day += _DAY


@lru_cache(4096)
def _period(day: date, opening: Opening) -> Period:
    """These hours of that day. Kept, since every claim asks for the same days again and again."""
    return Period(
        london_time(day, opening.opens), london_time(day + _DAY * opening.past_midnight, opening.closes)
    )


def london_time(day: date, at: time) -> datetime:
    """The instant at which London's clocks show this time of that day."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)
