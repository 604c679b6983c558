"""Days and times as lists write them: day first, ISO, or a spreadsheet's serial numbers; London time where no offset is given."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from board.intake.texts import LONDON


class BadCell(Exception):
    """A cell that cannot be taken; its text is the reason, without the cell's words."""


_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_NUMBERS: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[\sT,]+(.+))?", re.DOTALL)
_WORDS: Final = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?:[\s,]+(?:at\s+)?(.+))?",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?")
_CLOCK: Final = re.compile(
    r"(\d{1,2})[:.]?(\d{2})(?:[:.](\d{2}))?(?:\.\d+)?\s*(am|pm)?(?:\s*(?:hrs|hours|h))?", re.IGNORECASE
)
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]\d+)?")
_1904: Final = 1_462  # days between the two beginnings that workbooks count from
_LAST_SERIAL: Final = 80_000  # the year 2119: larger numbers are no dates
DAY_FIRST: Final = "it is no day the board can read: write it as 24/11/2026 (day first) or 2026-11-24"
TIME_FORM: Final = "it is no time the board can read: write it as 07:52"
_HOUR_ALONE: Final = re.compile(r"(\d{1,2})(?:\.0*)?(?:\s*(?:hrs|hours|h))?", re.IGNORECASE)
_TENTH: Final = re.compile(r"(\d{1,2})[:.](\d)(?:\s*(?:hrs|hours|h))?", re.IGNORECASE)
_FRACTION: Final = re.compile(r"0?\.\d{3,}")
_HOUR_OF_DAY: Final = re.compile(r"(\d{1,2})\s*(am|pm)", re.IGNORECASE)

Read = Literal["day", "birth", "expected", "past"]
Given = str | date | time | int | float


def a_day(given: Given, kind: Read | str, *, epoch_1904: bool = False) -> date | None:
    """A date, or a datetime where a time stands beside it; aware only when the list gave an offset. None when blank. Raises BadCell."""
    if given == "":
        return None
    if isinstance(given, int | float):
        found = _serial(given, epoch_1904)
    else:
        found = given if isinstance(given, date) else _written(str(given), kind)
    if kind == "day" or not isinstance(found, datetime):
        return found
    return found.date()  # spreadsheets keep a birth date as midnight of it


def _serial(given: float, epoch_1904: bool) -> date:
    first = 10_000 - (_1904 if epoch_1904 else 0)
    if isinstance(given, bool) or not first <= given < _LAST_SERIAL:
        raise BadCell(DAY_FIRST)
    if float(given).is_integer() and not epoch_1904 and _is_day_month_year(int(given)):
        raise BadCell(
            "this number may be a spreadsheet's day or a day, month and year without their marks: write it as 24/11/2026"
        )
    days = given + (_1904 if epoch_1904 else 0)
    # A spreadsheet counts days from 1900 and takes that year for a leap year, so from March 1900 its first day is this.
    found = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))  # noqa: DTZ001 - London's, given its zone later
    return found.date() if float(given).is_integer() else found


def _is_day_month_year(number: int) -> bool:
    """Whether five digits may be 020317, whose zero a spreadsheet has lost."""
    day, month = number // 10_000, number // 100 % 100
    return 1 <= day <= 9 and 1 <= month <= 12


def _written(text: str, kind: str) -> date:
    text = text.strip().strip("'")
    if _SERIAL.fullmatch(text):
        return _serial(float(text.replace(",", ".")), epoch_1904=False)
    if _ISO.fullmatch(text):
        return _iso(text)
    if match := _NUMBERS.fullmatch(text):
        day, month, year, rest = int(match[1]), int(match[2]), match[3], match[4]
    elif (match := _WORDS.fullmatch(text)) and match[2][:3].lower() in _MONTHS:
        day, month, year, rest = int(match[1]), _MONTHS[match[2][:3].lower()], match[3], match[4]
    else:
        raise BadCell(DAY_FIRST)
    if len(year) == 2 and kind == "birth":
        raise BadCell("its year has two digits, which may mean two centuries: write the year with four")
    if month > 12:
        raise BadCell("its month is above 12: days come first here, as in 24/11/2026")
    return _together(day, month, int(year) + (2000 if len(year) == 2 else 0), rest, kind)


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(DAY_FIRST) from None


def _together(day: int, month: int, year: int, rest: str | None, kind: str) -> date:
    try:
        on = date(year, month, day)
    except ValueError:
        raise BadCell("there is no such day in the calendar") from None
    if rest and rest.strip() and kind in ("birth", "expected") and not _CLOCK.fullmatch(rest.strip()):
        raise BadCell("it holds more than one day: give each person a line or numbered columns of their own")
    at = a_time(rest) if rest and rest.strip() else None
    return datetime.combine(on, at) if at else on


def a_time(given: Given) -> time | None:
    """A time of day; None when blank. Raises BadCell."""
    if given == "":
        return None
    if isinstance(given, datetime):
        return given.time()
    if isinstance(given, time):
        return given
    text = str(given).strip()
    if _FRACTION.fullmatch(
        text
    ):  # a spreadsheet's fraction of a day; typed hours and minutes have two decimals at most
        minutes, seconds = divmod(round(float(text) * 86_400) % 86_400, 60)
        return time(*divmod(minutes, 60), seconds)
    _one_reading(text)
    if match := _HOUR_OF_DAY.fullmatch(text):
        text = f"{match[1]}:00 {match[2]}"
    match = _CLOCK.fullmatch(text)
    if not match:
        raise BadCell(TIME_FORM)
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        raise BadCell(TIME_FORM) from None


def _one_reading(text: str) -> None:
    """Raises BadCell for what may be two times, whether it was typed as a number or as text."""
    if match := _HOUR_ALONE.fullmatch(text):
        hour = int(match[1])
        if not 0 < hour < 24:
            raise BadCell(TIME_FORM)
        raise BadCell(
            f"it may be an hour or minutes after midnight: write it as {hour:02}:00 or 00:{hour:02}"
        )
    if re.fullmatch(r"0?\.\d{2}", text):
        raise BadCell(
            f"it may be minutes after midnight or a part of the day: write it as 00:{text[-2:]} or as 06:00"
        )
    if match := _TENTH.fullmatch(text):
        hour, tenth = int(match[1]), int(match[2])
        if hour > 23:
            raise BadCell(TIME_FORM)
        last = f" or {hour:02}:{tenth}0" if tenth < 6 else ""
        raise BadCell(
            f"its minutes have one digit, so it may be {hour:02}:0{tenth}{last}: write all four digits"
        )
    if re.fullmatch(r"24[:.]?00(?:[:.]00)?", text):
        raise BadCell(
            "24:00 may be the beginning or the end of that day: write 00:00 with the day that begins then"
        )


def moment(on: date, at: time | None) -> tuple[datetime, str | None]:
    """When it was, aware, and a remark on what was assumed. London time unless the list gave an offset. Raises BadCell."""
    if isinstance(on, datetime) and on.tzinfo:
        return on, None
    remark = None
    if isinstance(on, datetime):
        at = at or on.time()
        on = on.date()
    if at is None:
        at, remark = time(), "no time of day was given, so the start of that day counts"
    local = datetime.combine(on, at.replace(tzinfo=None), tzinfo=LONDON)
    if local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadCell("there was no such time: the clocks went forward that hour")
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        remark = "the clocks went back that hour, so it came twice; the earlier one counts"
    return local, remark
