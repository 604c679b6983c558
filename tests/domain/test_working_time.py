"""Working time in London: the law's days, the hub's hours, both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.hours import END_OF_SAME_DAY, Basis, Limit, Opening, Week, hours, minutes, working_days
from board.domain.policy import Policy
from board.domain.working_time import LONDON, Calendar, WorkingDays, bank_holidays, london_date
from tests.domain.moments import MOMENTS, london

HUB = Policy.default().calendar
LAW = WorkingDays()
NIGHT = Opening(time(22), time(6, 30))
NIGHT_HUB = Calendar(Week(NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT), closed_on_bank_holidays=False)


@pytest.mark.parametrize(
    ("day", "number", "then"),
    [
        ("2026-11-30", 15, "2026-12-21"),
        ("2026-12-17", 15, "2027-01-12"),  # over 25 Dec, the substitute on 28 Dec and 1 Jan
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-11", 1, "2026-12-14"),
        ("2027-03-25", 1, "2027-03-30"),  # over Good Friday and Easter Monday
        ("2022-09-16", 1, "2022-09-20"),  # the state funeral
        ("2023-05-05", 1, "2023-05-09"),  # the coronation
        ("2027-12-24", 1, "2027-12-29"),  # Christmas Day and Boxing Day both on a weekend: two substitutes
        ("2026-11-29", 0, "2026-11-29"),
    ],
)
def test_working_days_step_over_weekends_and_bank_holidays(day: str, number: int, then: str) -> None:
    assert LAW.add(date.fromisoformat(day), number) == date.fromisoformat(then)


def test_bank_holidays_are_those_of_england_and_wales() -> None:
    assert date(2026, 12, 28) in bank_holidays(2026)
    assert date(2026, 8, 31) in bank_holidays(2026)  # Scotland's is 3 August
    assert date(2026, 8, 3) not in bank_holidays(2026)
    assert date(2026, 1, 2) not in bank_holidays(2026)  # Scotland's second of January
    assert date(2026, 3, 17) not in bank_holidays(2026)  # Northern Ireland's Saint Patrick's Day


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-27T18:30", "2026-11-30T17:15"),  # Friday evening
        ("2026-11-28T11:00", "2026-11-30T17:15"),  # Saturday
        ("2026-11-27T09:00", "2026-11-30T17:15"),  # Friday morning: Friday is day 0
        ("2026-11-30T00:01", "2026-12-01T17:15"),
        ("2026-11-26T23:59", "2026-11-27T16:15"),  # Fridays close earlier
        ("2026-12-24T10:00", "2026-12-29T17:15"),
        ("2027-03-25T10:00", "2027-03-30T17:15"),
        ("2026-10-23T10:00", "2026-10-26T17:15"),  # clocks go back on the 25th
        ("2027-03-26T10:00", "2027-03-30T17:15"),  # clocks go forward on the 28th
    ],
)
def test_the_law_gives_until_close_of_the_next_working_day(received: str, due: str) -> None:
    assert HUB.close_after(london(received)) == london(due)


def test_the_date_of_receipt_is_londons_and_not_greenwichs() -> None:
    just_after_midnight_in_summer = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)
    assert london_date(just_after_midnight_in_summer) == date(2026, 7, 7)
    assert HUB.close_after(just_after_midnight_in_summer) == london("2026-07-08T17:15")


def test_council_closures_stop_the_hubs_clocks_and_never_the_laws() -> None:
    shut = Calendar(HUB.week, closures=frozenset({date(2026, 12, 29), date(2026, 12, 30)}))
    received = london("2026-12-24T10:00")
    assert shut.close_after(received) == london("2026-12-29T17:15")
    assert shut.due(received, working_days(1)) == london("2026-12-31T17:15")
    assert shut.clock_start(london("2026-12-29T10:00")) == london("2026-12-31T08:45")


def test_a_holiday_proclaimed_lately_holds_for_the_law_too() -> None:
    mourning = Calendar(HUB.week, proclaimed=frozenset({date(2026, 11, 30)}))
    assert mourning.close_after(london("2026-11-27T18:30")) == london("2026-12-01T17:15")
    assert mourning.open_on(date(2026, 11, 30)) is None


@pytest.mark.parametrize(
    ("received", "start"),
    [
        ("2026-11-24T07:52", "2026-11-24T08:45"),
        ("2026-11-24T08:45", "2026-11-24T08:45"),
        ("2026-11-24T12:00", "2026-11-24T12:00"),
        ("2026-11-24T17:15", "2026-11-25T08:45"),  # at close the hub is closed
        ("2026-11-27T16:30", "2026-11-30T08:45"),
        ("2026-12-24T17:30", "2026-12-29T08:45"),
    ],
)
def test_what_comes_outside_hours_starts_at_the_next_opening(received: str, start: str) -> None:
    assert HUB.clock_start(london(received)) == london(start)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-11-24T10:00", hours(4, Basis.WORKING_HOURS), "2026-11-24T14:00"),
        ("2026-11-24T15:15", hours(4, Basis.WORKING_HOURS), "2026-11-25T10:45"),
        (
            "2026-11-24T15:15",
            hours(2, Basis.WORKING_HOURS),
            "2026-11-24T17:15",
        ),  # exactly at close is still that day
        ("2026-11-27T15:15", hours(2, Basis.WORKING_HOURS), "2026-11-30T09:45"),
        ("2026-11-24T15:15", hours(4), "2026-11-24T19:15"),
        ("2026-10-24T22:00", hours(6), "2026-10-25T03:00"),  # an hour more in that night
        ("2027-03-27T22:00", hours(6), "2027-03-28T05:00"),  # an hour less
        ("2026-11-24T15:15", minutes(30), "2026-11-24T15:45"),
        ("2026-11-24T15:15", END_OF_SAME_DAY, "2026-11-24T17:15"),
        ("2026-11-28T15:15", END_OF_SAME_DAY, "2026-11-30T17:15"),
        ("2026-11-27T15:15", working_days(3), "2026-12-02T17:15"),
        ("2026-11-23T08:45", hours(24, Basis.WORKING_HOURS), "2026-11-25T15:45"),  # three days, not one
    ],
)
def test_a_limit_says_the_moment_it_is_due(start: str, limit: Limit, due: str) -> None:
    assert HUB.due(london(start), limit) == london(due)


def test_what_runs_past_close_begins_at_opening_and_goes_on_through_the_evening() -> None:
    four = hours(4, Basis.WORKING_HOURS)
    assert HUB.due(london("2026-11-27T15:00"), four, runs_past_close=True) == london("2026-11-27T19:00")
    assert HUB.due(london("2026-11-28T15:00"), four, runs_past_close=True) == london("2026-11-30T12:45")


def test_hours_may_run_past_midnight() -> None:
    assert NIGHT_HUB.clock_start(london("2026-11-24T02:00")) == london("2026-11-24T02:00")
    assert NIGHT_HUB.clock_start(london("2026-11-24T07:00")) == london("2026-11-24T22:00")
    assert NIGHT_HUB.end_of_working_day(london("2026-11-24T02:00")) == london("2026-11-24T06:30")
    assert NIGHT_HUB.close_after(london("2026-11-24T02:00")) == london("2026-11-26T06:30")
    assert NIGHT_HUB.add_working_time(london("2026-10-24T22:00"), timedelta(hours=9)) == london(
        "2026-10-25T06:00"
    )


def test_hours_that_run_into_each_other_are_refused() -> None:
    long = Opening(time(8), time(9))
    all_day = Opening(time(8), time(8))
    Week(all_day, all_day, all_day, all_day, all_day)
    with pytest.raises(ValueError, match="run into"):
        Week(Opening(time(9, 30), time(9)), long, long, long, long)


def test_working_time_only_goes_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        HUB.add_working_time(london("2026-11-24T10:00"), timedelta(0))


LENGTHS = st.integers(1, 40 * 60).map(lambda number: timedelta(minutes=number))
HUBS = st.sampled_from([HUB, NIGHT_HUB])


@given(MOMENTS, HUBS)
def test_the_start_is_in_hours_and_its_own_start(received_at: datetime, hub: Calendar) -> None:
    start = hub.clock_start(received_at)
    assert start >= received_at
    assert hub.clock_start(start) == start
    assert start < hub.end_of_working_day(start)


@given(MOMENTS, LENGTHS, LENGTHS, HUBS)
def test_working_time_adds_up(start: datetime, one: timedelta, other: timedelta, hub: Calendar) -> None:
    assert hub.add_working_time(hub.add_working_time(start, one), other) == hub.add_working_time(
        start, one + other
    )


@given(MOMENTS, LENGTHS, HUBS)
def test_as_much_open_time_passes_as_was_asked_for(start: datetime, length: timedelta, hub: Calendar) -> None:
    due = hub.add_working_time(start, length)
    days = (london_date(start) + timedelta(days=n) for n in range(-1, (due - start).days + 3))
    periods = [period for day in days if (period := hub.open_on(day))]
    overlaps = (min(due, period.closes) - max(start, period.opens) for period in periods)
    assert sum((lap for lap in overlaps if lap > timedelta(0)), timedelta(0)) == length


@given(MOMENTS, MOMENTS, LENGTHS, HUBS)
def test_what_starts_later_is_never_due_earlier(
    one: datetime, other: datetime, length: timedelta, hub: Calendar
) -> None:
    first, second = sorted((one, other))
    assert hub.add_working_time(first, length) <= hub.add_working_time(second, length)
    assert hub.close_after(first) <= hub.close_after(second)


@given(st.dates(date(2022, 1, 1), date(2029, 12, 1)))
def test_opening_stays_at_a_quarter_to_nine_through_both_clock_changes(day: date) -> None:
    period = HUB.open_on(day)
    if period:
        assert period.opens.astimezone(LONDON).time() == time(8, 45)
        assert day in LAW


@given(MOMENTS)
def test_no_working_day_lies_between_receipt_and_the_laws_due_day(received_at: datetime) -> None:
    day, due = london_date(received_at), london_date(HUB.close_after(received_at))
    assert due in LAW
    assert due > day
    between = ((day + timedelta(days=n)) for n in range(1, (due - day).days))
    assert not any(one in LAW for one in between)


@given(MOMENTS, st.sets(st.dates(date(2022, 1, 1), date(2029, 12, 31)), max_size=40))
def test_no_closure_moves_the_laws_clock(received_at: datetime, closures: set[date]) -> None:
    assert Calendar(HUB.week, frozenset(closures)).close_after(received_at) == HUB.close_after(received_at)
