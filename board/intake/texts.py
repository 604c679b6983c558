"""What one field may hold: lengths, characters, dates. Every refusal is a sentence that says what to send instead."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from board.domain.characters import unshowable, without_letter

LONDON = ZoneInfo("Europe/London")
EARLIEST_BIRTH = date(1900, 1, 1)
AHEAD = timedelta(minutes=5)  # clocks of senders differ by seconds, not by more
OLDEST = timedelta(days=366)  # the board is for the present; older approaches belong in the case system
EXPECTED_BEFORE = timedelta(days=60)  # an expected date may have passed without anybody telling us
YEARS_OFF = 3
EXPECTED_AFTER = timedelta(days=310)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def sentence(words: str) -> PydanticCustomError:
    """A validation error that is already in plain words."""
    return PydanticCustomError("plain", "{words}", {"words": words})


def one_line(text: str) -> str:
    """Printable characters only, no line break."""
    if "\n" in text:
        raise sentence("This must stand on one line: take the line breaks out.")
    return many_lines(text)


def many_lines(text: str) -> str:
    """Printable characters, line breaks and tabs; HTML stays the text it is."""
    if why := unshowable(text, "\n\t"):
        raise sentence(why)
    return text


def name(text: str) -> str:
    """One line with a letter that can be seen."""
    if without_letter(text):
        raise sentence(
            "This holds no letter, so nobody could read it as a name. Leave it out where the name is not known."
        )
    return one_line(text)


def code(text: str) -> str:
    """A word from a list, such as domestic_abuse."""
    if not re.fullmatch(r"[\w .&/()+-]+", text):
        raise sentence("Send a code of the hub, such as domestic_abuse: letters, digits and underscores.")
    return text


def _newlines(value: object) -> object:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _now(info: ValidationInfo) -> datetime:
    context: dict[str, Any] = info.context or {}
    now: datetime = context["now"]
    return now


def _today(info: ValidationInfo) -> date:
    return _now(info).astimezone(LONDON).date()


def _iso_date(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        raise sentence("Send a date as YYYY-MM-DD, for example 2017-03-02.")
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise sentence("There is no such day: send a date as YYYY-MM-DD, for example 2017-03-02.") from None


def _born(value: date, info: ValidationInfo) -> date:
    if value > _today(info):
        raise sentence(
            "A birth date cannot lie in the future. For a child not yet born say unborn, with the expected date."
        )
    if value < EARLIEST_BIRTH:
        raise sentence("A birth date before 1900 is surely a mistake. Leave it out if it is not known.")
    return value


def _expected(value: date, info: ValidationInfo) -> date:
    today = _today(info)
    if value > today + EXPECTED_AFTER:
        raise sentence("An expected date lies at most ten months ahead. Check the year.")
    if value < today - EXPECTED_BEFORE:
        raise sentence(
            "This expected date passed more than two months ago. If the child is born, send the birth date instead."
        )
    return value


def _happened(value: date, info: ValidationInfo) -> date:
    if value > _today(info):
        raise sentence("A date of incident cannot lie in the future. Check the year, or leave it out.")
    if value < EARLIEST_BIRTH:
        raise sentence("A date of incident before 1900 is surely a mistake. Leave it out if it is not known.")
    return value


def _iso_moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise sentence("Send a time as text with its offset, for example 2026-11-24T07:52:00Z.")
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        raise sentence(
            "This is no time: send one with its offset, for example 2026-11-24T07:52:00Z."
        ) from None


def _received(value: datetime, info: ValidationInfo) -> datetime:
    if value.tzinfo is None:
        raise sentence(
            "This time does not say which zone it is in. Add Z for UTC or an offset: 2026-11-24T07:52:00Z, 2026-07-01T08:52:00+01:00."
        )
    now = _now(info)
    if value.year < now.year - 2 or value < now - OLDEST:
        raise sentence(
            "This is more than a year ago. The board is for contacts of the present; check the year."
        )
    if value.year > now.year + 1 or value > now + AHEAD:
        raise sentence("This lies in the future. Send the time at which the contact really arrived.")
    return value.astimezone(UTC)


def _stated(value: datetime, info: ValidationInfo) -> datetime:
    if value.tzinfo is None:
        raise sentence(
            "This time does not say which zone it is in. Add Z for UTC or an offset: 2026-11-24T07:52:00Z."
        )
    if abs(value.year - _now(info).year) > YEARS_OFF:
        raise sentence("This is years away. Check the year.")
    return value.astimezone(UTC)


Code = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(code),
]
Reference = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(one_line),
]
Name = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(name),
]
LongName = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(name),
]
Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(one_line),
]
Note = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=1_000),
    AfterValidator(many_lines),
    BeforeValidator(_newlines),
]
Story = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(many_lines),
    BeforeValidator(_newlines),
]
BirthDate = Annotated[date, BeforeValidator(_iso_date), AfterValidator(_born)]
IncidentDate = Annotated[date, BeforeValidator(_iso_date), AfterValidator(_happened)]
ExpectedDate = Annotated[date, BeforeValidator(_iso_date), AfterValidator(_expected)]
StatedAt = Annotated[datetime, BeforeValidator(_iso_moment), AfterValidator(_stated)]
ReceivedAt = Annotated[datetime, BeforeValidator(_iso_moment), AfterValidator(_received)]
