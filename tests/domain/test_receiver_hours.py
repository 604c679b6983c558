"""Each reminder comes in the working hours of those it is for, and whoever is away holds up nobody above them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.clocks import ClockKind, Running
from board.domain.hours import AgencyWeek, Basis, Opening, hours
from board.domain.ladders import DEFAULT, Receiver, ReceiverHours, Rung, find, instants
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.receivers import Post, Seated, There, receiver_hours, told
from board.domain.working_time import LONDON, Calendar
from tests.domain.moments import MOMENTS, london

HUB = Policy.default().calendar
NINE_TO_ONE = Opening(time(9), time(13))
NAVIGATOR = Calendar(AgencyWeek(tuesday=NINE_TO_ONE, wednesday=NINE_TO_ONE))
ALL_DAY = Opening(time(0), time(0))
POLICE = Calendar(AgencyWeek(*[ALL_DAY] * 7), closed_on_bank_holidays=False)
NIGHTS = Calendar(AgencyWeek(*[Opening(time(22), time(6))] * 7), closed_on_bank_holidays=False)
SHORT = Calendar(AgencyWeek(sunday=Opening(time(1, 30), time(3))), closed_on_bank_holidays=False)
HOLDER, MANAGER, SERVICE, NIGHT = 1, 2, 3, 4
TUESDAY = Running(london("2026-11-24T10:00"), london("2026-11-26T16:15"), Basis.WORKING_DAYS)
WHOLE = Rung(Receiver.HOLDER, 50), Rung(Receiver.DECIDING_MANAGER, 75), Rung(Receiver.SERVICE_MANAGER, 100)


def of_holder(*calendars: Calendar) -> ReceiverHours:
    return ReceiverHours(HUB, {Receiver.HOLDER: calendars})


def test_the_holder_is_reminded_in_the_hours_of_their_own_agency() -> None:
    half = instants(WHOLE[:1], TUESDAY, ReceiverHours(HUB))[0]
    assert HUB.is_open(half) and not NAVIGATOR.is_open(half)
    assert instants(WHOLE[:1], TUESDAY, of_holder(NAVIGATOR))[0] == london("2026-12-01T09:00")
    assert (
        instants(WHOLE[:1], TUESDAY, of_holder(NAVIGATOR, HUB))[0] == half
    )  # another of their seats is the hub's


def test_whoever_is_away_for_days_is_reminded_with_those_next_up_who_wait_for_nobody() -> None:
    hubs = instants(WHOLE, TUESDAY, ReceiverHours(HUB))
    theirs = instants(WHOLE, TUESDAY, of_holder(NAVIGATOR))
    assert theirs[1:] == hubs[1:]
    assert theirs[0] == hubs[1] > hubs[0]


def test_police_are_reminded_on_a_saturday_when_the_hub_is_closed() -> None:
    rung = (Rung(Receiver.HOLDER, 100),)
    clock = Running(london("2026-11-27T10:00"), london("2026-11-28T11:00"), Basis.CLOCK_HOURS)
    assert instants(rung, clock, of_holder(POLICE)) == (london("2026-11-28T11:00"),)
    assert instants(rung, clock, ReceiverHours(HUB)) == (HUB.clock_start(clock.due_at),)


def test_what_runs_through_waits_for_nobodys_hours() -> None:
    rungs = (Rung(Receiver.HOLDER, 50, runs_through=True),)
    at = london("2026-11-28T02:00")
    clock = Running(at - timedelta(hours=2), at + timedelta(hours=2), Basis.CLOCK_HOURS)
    assert instants(rungs, clock, of_holder(NAVIGATOR)) == (at,)
    through = Running(clock.started_at, clock.due_at, clock.basis, runs_through=True)
    assert instants((Rung(Receiver.HOLDER, 50),), through, of_holder(NAVIGATOR)) == (at,)


def test_a_closed_day_and_a_bank_holiday_of_the_agency_are_stepped_over_though_the_hub_works() -> None:
    rung = (Rung(Receiver.HOLDER, 100, hours(1, Basis.WORKING_HOURS)),)
    clock = Running(london("2026-11-23T09:00"), london("2026-11-23T16:15"), Basis.WORKING_DAYS)
    closed = Calendar(NAVIGATOR.week, frozenset({date(2026, 11, 24)}))
    assert instants(rung, clock, of_holder(closed)) == (london("2026-11-25T09:00"),)
    easter = Running(london("2027-03-25T09:00"), london("2027-03-26T10:00"), Basis.CLOCK_HOURS)  # Good Friday
    assert instants((Rung(Receiver.HOLDER, 100),), easter, of_holder(POLICE)) == (easter.due_at,)


@pytest.mark.parametrize(
    ("calendar", "came", "reached"),
    [
        (NIGHTS, "2026-10-24T20:00", "2026-10-24T22:00"),  # the night of 25 hours
        (NIGHTS, "2027-03-27T20:00", "2027-03-27T22:00"),  # the night of 23
        (
            SHORT,
            "2027-03-27T20:00",
            "2027-03-28T02:30",
        ),  # 01:30 is not on the clocks that night: they show 02:30
        (SHORT, "2026-10-24T20:00", "2026-10-25T01:30"),  # it is there twice: the first
    ],
)
def test_the_hours_of_an_agency_are_londons_through_both_changes_of_the_clocks(
    calendar: Calendar, came: str, reached: str
) -> None:
    rung = (Rung(Receiver.HOLDER, 100),)
    clock = Running(london(came) - timedelta(hours=1), london(came), Basis.CLOCK_HOURS)
    assert instants(rung, clock, of_holder(calendar)) == (london(reached),)


OPENINGS = st.none() | st.builds(
    lambda start, length: Opening(time(start), time((start + length) % 24)),
    st.integers(0, 16),
    st.integers(1, 7),
)
WEEKS = st.lists(OPENINGS, min_size=7, max_size=7).filter(any).map(lambda days: AgencyWeek(*days))
CALENDARS = st.builds(Calendar, WEEKS, closed_on_bank_holidays=st.booleans())
OWN = st.dictionaries(
    st.sampled_from(list(Receiver)), st.lists(CALENDARS, min_size=1, max_size=2).map(tuple), max_size=4
)


@given(MOMENTS, st.integers(1, 12000), st.sampled_from(list(ClockKind)), OWN, st.booleans())
def test_a_ladder_in_anybodys_hours_goes_upwards_and_is_held_up_by_nobody(
    at: datetime,
    length: int,
    kind: ClockKind,
    own: dict[Receiver, tuple[Calendar, ...]],
    through: bool,
) -> None:
    rungs = find(DEFAULT, kind)
    clock = Running(at, at + timedelta(minutes=length), Basis.CLOCK_HOURS, through)
    whole = ReceiverHours(HUB, own)
    came = instants(rungs, clock, whole)
    assert list(came) == sorted(came) and came[0] >= at
    for place, (rung, one) in enumerate(zip(rungs, came, strict=True)):
        later = came[place + 1 :]
        assert one in later or rung.runs_through or through or whole.at_work(rung.to, one)
        alone = ReceiverHours(HUB, {to: theirs for to, theirs in own.items() if to is rung.to})
        if not later:  # nobody below makes the last one later than it is for its own receiver
            assert one == instants(rungs, clock, alone)[place]


SEATS = (
    Seated(HOLDER, Role.HEALTH.value, NAVIGATOR),
    Seated(MANAGER, Role.MANAGER.value),
    Seated(SERVICE, Role.SERVICE_MANAGER.value),
    Seated(NIGHT, Role.EDT.value, NIGHTS),
)


def test_whose_hours_count_follows_from_who_holds_it_and_who_decides_it() -> None:
    found = receiver_hours(HUB, SEATS, holder=HOLDER, deciding_manager=MANAGER)
    assert found.of(Receiver.HOLDER) == (NAVIGATOR,)
    assert found.of(Receiver.DECIDING_MANAGER) == found.of(Receiver.HEAD_OF_SERVICE) == (HUB,)
    assert found.of(Receiver.EDT) == (NIGHTS,)
    nobody = receiver_hours(HUB, SEATS, holder=None, deciding_manager=None)
    assert nobody.of(Receiver.HOLDER) == (HUB,)


def test_a_role_that_two_agencies_have_is_reminded_when_the_first_of_them_works() -> None:
    seats = (*SEATS, Seated(9, Role.MANAGER.value, POLICE))
    found = receiver_hours(HUB, seats, holder=None, deciding_manager=None)
    assert set(found.of(Receiver.MANAGER)) == {HUB, POLICE}
    assert receiver_hours(HUB, seats, holder=None, deciding_manager=MANAGER).of(
        Receiver.DECIDING_MANAGER
    ) == (HUB,)


def there(duty: Collection[Post] | None, is_open: bool) -> There:
    return There(duty, [(one.person_id, one.role) for one in SEATS], None, is_open)


@pytest.mark.parametrize(
    ("duty", "is_open", "at_work", "people"),
    [
        (None, False, True, {HOLDER}),  # at work while the hub is closed: nobody is woken
        (None, False, False, {HOLDER, NIGHT}),
        (None, True, False, {HOLDER, MANAGER}),  # their agency is closed and no rota says more
        ([(HOLDER, "health")], True, False, {HOLDER}),  # the rota says that they are here after all
        ([(NIGHT, "edt")], False, True, {NIGHT}),  # their hours, and they did not come
    ],
)
def test_who_is_told_depends_on_their_own_hours_too(
    duty: Collection[Post] | None, is_open: bool, at_work: bool, people: set[int]
) -> None:
    found = told(Receiver.HOLDER, there(duty, is_open), holder=HOLDER, deciding_manager=None, at_work=at_work)
    assert found.people == people and found.heard


def test_the_moments_are_given_in_utc() -> None:
    (at,) = instants(WHOLE[:1], TUESDAY, of_holder(NAVIGATOR))
    assert at.utcoffset() == timedelta(0) and at.astimezone(LONDON).hour == 9
