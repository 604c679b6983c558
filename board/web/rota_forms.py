"""The rota's forms into days, times and hours, or one sentence by field that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from board.domain.hours import AgencyWeek, Opening
from board.domain.refusals import BadInput, HoursUnreadable
from board.domain.rota import Post, Span, span
from board.domain.working_time import LONDON
from board.queries.rota_page import WEEKDAYS, OneDuty, range_words, ranges
from board.store.agency_hours import AgencyHours

DUTY_FIELDS = ("seat", "post", "day", "starts", "ends")
COPY_FIELDS = ("from", "to", "days")
HOURS_FIELDS = (
    *(f"{day}_{edge}" for day in WEEKDAYS for edge in ("opens", "closes")),
    "closures",
    "bank_holidays",
    "from_day",
)
MOST_CLOSED = 400


def span_of(form: Mapping[str, str]) -> Span:
    """Day, start and end of a duty. Raises BadInput naming each field that cannot be read."""
    errors: dict[str, str] = {}
    day = _day(form, "day", errors)
    starts, ends = (_time(form, name, errors) for name in ("starts", "ends"))
    if errors or day is None or starts is None or ends is None:
        raise BadInput(errors)
    return span(day, starts, ends)


def post_of(form: Mapping[str, str]) -> Post:
    """As what somebody is on duty. Raises BadInput."""
    try:
        return Post(form["post"] or Post.SEAT)
    except ValueError:
        raise BadInput({"post": "Choose one of those listed."}) from None


def copy_of(form: Mapping[str, str]) -> tuple[date, date, int]:
    """From which day, to which, and how many days. Raises BadInput."""
    errors: dict[str, str] = {}
    since, to = _day(form, "from", errors), _day(form, "to", errors)
    days = {"1": 1, "7": 7}.get(form["days"])
    if days is None:
        errors["days"] = "Choose one day or a whole week."
    if errors or since is None or to is None or days is None:
        raise BadInput(errors)
    return since, to, days


def typed_of(duty: OneDuty) -> dict[str, str]:
    """A duty as its form shows it."""
    start, end = (at.astimezone(LONDON) for at in (duty.starts_at, duty.ends_at))
    return {"day": start.date().isoformat(), "starts": f"{start:%H:%M}", "ends": f"{end:%H:%M}"}


def typed_hours(agency: AgencyHours, today: date) -> dict[str, str]:
    """An agency's hours as their form shows them."""
    typed = {}
    for n, day in enumerate(WEEKDAYS):
        opening = agency.calendar.week.on(n)
        typed[f"{day}_opens"] = f"{opening.opens:%H:%M}" if opening else ""
        typed[f"{day}_closes"] = f"{opening.closes:%H:%M}" if opening else ""
    ahead = [one for one in ranges(agency.calendar.closures) if one[1] >= today]
    typed["closures"] = "\n".join(range_words(*one) for one in ahead)
    typed["bank_holidays"] = "closed" if agency.calendar.closed_on_bank_holidays else ""
    return typed | {"from_day": today.isoformat()}


def hours_of(form: Mapping[str, str]) -> tuple[AgencyWeek, set[date], datetime]:
    """A week, the days closed, and from when they count. Raises HoursUnreadable naming each field that cannot be read."""
    errors: dict[str, str] = {}
    openings = {day: _opening(form, day, errors) for day in WEEKDAYS}
    closures = _closures(form["closures"], errors)
    day = _day(form, "from_day", errors)
    if not errors and day is not None:
        try:
            return AgencyWeek(**openings), closures, datetime.combine(day, time.min, LONDON)
        except ValueError as wrong:
            errors["monday_opens"] = f"{str(wrong)[:1].upper()}{str(wrong)[1:]}."
    raise HoursUnreadable(errors)


def _opening(form: Mapping[str, str], day: str, errors: dict[str, str]) -> Opening | None:
    opens, closes = form[f"{day}_opens"].strip(), form[f"{day}_closes"].strip()
    if not opens and not closes:
        return None
    times = [_time(form, f"{day}_{edge}", errors) for edge in ("opens", "closes")]
    return Opening(times[0], times[1]) if times[0] is not None and times[1] is not None else None


def _closures(said: str, errors: dict[str, str]) -> set[date]:
    found: set[date] = set()
    for line in filter(None, (one.strip() for one in re.split(r"[\n;]", said))):
        first, _, last = line.partition(" to ")
        try:
            start, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
        except ValueError:
            errors["closures"] = (
                f"Write a day as 2026-12-24 or days as 2026-12-21 to 2027-01-01, not {line[:40]}."
            )
            return set()
        if end < start or (end - start).days > MOST_CLOSED:
            errors["closures"] = f"{line[:40]} does not end within a year after it starts."
            return set()
        found |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
    return found


def _day(form: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    try:
        found = date.fromisoformat(form[name].strip())
        if not 2000 <= found.year <= 2200:
            raise ValueError
        return found
    except ValueError:
        errors[name] = "Choose a day, or write it as 2026-11-24."
        return None


def _time(form: Mapping[str, str], name: str, errors: dict[str, str]) -> time | None:
    try:
        found = time.fromisoformat(form[name].strip().zfill(5))
        if found.tzinfo is not None:
            raise ValueError
        return found.replace(second=0, microsecond=0)
    except ValueError:
        errors[name] = "Write a time as 08:45."
        return None
