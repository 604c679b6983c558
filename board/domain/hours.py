"""How long and when: a limit that carries its unit, and the hours of a hub through the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated


class Basis(StrEnum):
    """What a limit counts in."""

    CLOCK_HOURS = "clock_hours"  # every hour, day and night
    WORKING_HOURS = "working_hours"  # only while the hub is open
    WORKING_DAYS = "working_days"  # day 0 is the day it starts; due at close
    END_OF_WORKING_DAY = "end_of_working_day"  # at close of the day it starts
    CALENDAR_DAYS = "calendar_days"  # every day counts; due at the last close by then


class Unit(StrEnum):
    """What the number of a limit stands for."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


_UNITS = {
    Basis.CLOCK_HOURS: (Unit.MINUTES, Unit.HOURS),
    Basis.WORKING_HOURS: (Unit.MINUTES, Unit.HOURS),
    Basis.WORKING_DAYS: (Unit.DAYS,),
    Basis.END_OF_WORKING_DAY: (Unit.DAYS,),
    Basis.CALENDAR_DAYS: (Unit.DAYS,),
}
_MOST = 366  # a limit of more is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: a number that never goes without its unit and its basis ("24 working hours" is three days)."""

    number: Annotated[int, "How many; 0 only for the end of the same working day."]
    unit: Annotated[Unit, "Minutes, hours or days."]
    basis: Annotated[Basis, "Whether nights count, only hours the hub is open, or whole working days."]

    def __post_init__(self) -> None:
        if self.unit not in _UNITS[self.basis]:
            raise ValueError(f"{self.basis} cannot be counted in {self.unit}")
        least, most = (0, 0) if self.basis is Basis.END_OF_WORKING_DAY else (1, _MOST)
        if not least <= self.number <= most:
            raise ValueError(f"{self.basis} needs a number from {least} to {most}, not {self.number}")

    @property
    def minutes(self) -> int:
        """Length of a limit counted in hours or minutes."""
        return self.number * (60 if self.unit is Unit.HOURS else 1)

    @property
    def words(self) -> str:
        """As a person says it, e.g. "4 working hours"."""
        if self.basis is Basis.END_OF_WORKING_DAY:
            return "by close of the same working day"
        unit = self.unit.value[:-1] if self.number == 1 else self.unit.value
        if self.basis in (Basis.CLOCK_HOURS, Basis.CALENDAR_DAYS):
            return f"{self.number} {unit}"
        return f"{self.number} working {unit}"


def minutes(number: int, basis: Basis = Basis.CLOCK_HOURS) -> Limit:
    """A limit of so many minutes."""
    return Limit(number, Unit.MINUTES, basis)


def hours(number: int, basis: Basis = Basis.CLOCK_HOURS) -> Limit:
    """A limit of so many hours."""
    return Limit(number, Unit.HOURS, basis)


def working_days(number: int) -> Limit:
    """A limit of so many working days, due at close."""
    return Limit(number, Unit.DAYS, Basis.WORKING_DAYS)


def days(number: int) -> Limit:
    """A limit of so many days, weekends and holidays among them."""
    return Limit(number, Unit.DAYS, Basis.CALENDAR_DAYS)


END_OF_SAME_DAY = Limit(0, Unit.DAYS, Basis.END_OF_WORKING_DAY)


@dataclass(frozen=True, slots=True)
class Opening:
    """One day's hours, London time. A close at or before the opening is on the next day."""

    opens: Annotated[time, "When the hub opens that day, London time."]
    closes: Annotated[time, "When it closes; at or before the opening means on the next day."]

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("hours are London times without a zone")

    @property
    def past_midnight(self) -> bool:
        """Whether the close falls on the next day."""
        return self.closes <= self.opens


@dataclass(frozen=True, slots=True)
class Week:
    """The hub's hours by weekday. Monday to Friday are never without hours, because the law's working day needs a close."""

    monday: Annotated[Opening, "Hours on Mondays."]
    tuesday: Annotated[Opening, "Hours on Tuesdays."]
    wednesday: Annotated[Opening, "Hours on Wednesdays."]
    thursday: Annotated[Opening, "Hours on Thursdays."]
    friday: Annotated[Opening, "Hours on Fridays."]
    saturday: Annotated[Opening | None, "Hours on Saturdays, none when closed."] = None
    sunday: Annotated[Opening | None, "Hours on Sundays, none when closed."] = None

    def __post_init__(self) -> None:
        for weekday in range(7):
            today, tomorrow = self.on(weekday), self.on((weekday + 1) % 7)
            if today and tomorrow and today.past_midnight and tomorrow.opens < today.closes:
                raise ValueError("a day's hours run into the next day's")

    def on(self, weekday: int) -> Opening | None:
        """Hours of a weekday, Monday being 0."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )[weekday]


@dataclass(frozen=True, slots=True)
class AgencyWeek:
    """An agency's hours by weekday. Any day may be without: a health navigator is here three days, police seven."""

    monday: Annotated[Opening | None, "Hours on Mondays, none when away."] = None
    tuesday: Annotated[Opening | None, "Hours on Tuesdays, none when away."] = None
    wednesday: Annotated[Opening | None, "Hours on Wednesdays, none when away."] = None
    thursday: Annotated[Opening | None, "Hours on Thursdays, none when away."] = None
    friday: Annotated[Opening | None, "Hours on Fridays, none when away."] = None
    saturday: Annotated[Opening | None, "Hours on Saturdays, none when away."] = None
    sunday: Annotated[Opening | None, "Hours on Sundays, none when away."] = None

    def __post_init__(self) -> None:
        days = [self.on(weekday) for weekday in range(7)]
        if not any(days):
            raise ValueError("an agency works on some day of the week")
        for today, tomorrow in zip(days, [*days[1:], days[0]], strict=True):
            if today and tomorrow and today.past_midnight and tomorrow.opens < today.closes:
                raise ValueError("a day's hours run into the next day's")

    def on(self, weekday: int) -> Opening | None:
        """Hours of a weekday, Monday being 0."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )[weekday]
