"""Days and times as lists write them: day first, ISO, or a spreadsheet's serial numbers; London time where no offset is given."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time
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
_LAST_SERIAL: Final = 80_000  # the year 2119: larger numbers are no dates
DAY_FIRST: Final = "it is no day the board can read: write it as 24/11/2026 (day first) or 2026-11-24"
TIME_FORM: Final = "it is no time the board can read: write it as 07:52"

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
    if isinstance(given, bool) or not 1 <= given < _LAST_SERIAL:
        raise BadCell(DAY_FIRST)
    # Here, because only spreadsheets need it, and every web process would load it at start.
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    found = from_excel(given, CALENDAR_MAC_1904 if epoch_1904 else CALENDAR_WINDOWS_1900)
    if not isinstance(found, datetime):
        raise BadCell(DAY_FIRST)
    return found.date() if float(given).is_integer() else found


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
    return _together(day, month, int(year) + (2000 if len(year) == 2 else 0), rest)


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(DAY_FIRST) from None


def _together(day: int, month: int, year: int, rest: str | None) -> date:
    try:
        on = date(year, month, day)
    except ValueError:
        raise BadCell("there is no such day in the calendar") from None
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
    if isinstance(given, int | float) and not isinstance(given, bool):
        if 0 <= given < 1:  # a spreadsheet's fraction of a day
            minutes, seconds = divmod(round(given * 86_400) % 86_400, 60)
            return time(*divmod(minutes, 60), seconds)
        given = f"{given:04.0f}"  # 752 for 07:52, its zero lost in the spreadsheet
    match = _CLOCK.fullmatch(str(given).strip())
    if not match:
        raise BadCell(TIME_FORM)
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        raise BadCell(TIME_FORM) from None


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
