"""What will be late if nothing moves: the day played forward, one at a time, by those who are there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.clocks import ClockKind
from board.domain.forecast import Foreseen, Reason, Work, forecast
from board.domain.permissions import Role
from board.domain.policy import ForecastSettings
from board.domain.rota import OnDuty
from tests.make import NOW

SETTINGS = ForecastSettings(horizon_minutes=90, rate_minutes=10, work_minutes=45, decide_minutes=10)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def there(person: int, role: Role = Role.SOCIAL_WORKER, until: int = 480) -> OnDuty:
    return OnDuty(person, f"Person {person}", role, "childrens_social_care", at(until))


JO, SAM, ANA = there(1), there(2), there(9, Role.MANAGER)


def decide(
    number: int, due: int, holder: int | None = None, since: int = 0, order: str | None = None
) -> Work:
    clocks = {ClockKind.DECISION: at(due)}
    return Work(number, order or f"{number:03}", clocks, holder, at(since) if holder else None)


def foreseen(*works: Work, duty: tuple[OnDuty, ...] = (JO, SAM, ANA)) -> dict[int, Reason]:
    return {number: one.reason for number, one in forecast(SETTINGS, works, duty, NOW).items()}


def test_what_can_be_done_in_time_is_not_foreseen() -> None:
    assert foreseen(decide(1, due=60, holder=1)) == {}


@pytest.mark.parametrize(
    ("works", "duty", "reason"),
    [
        ([decide(1, 60, holder=3)], (JO, ANA), Reason.HOLDER_OFF_DUTY),
        ([decide(1, 60, holder=1)], (there(1, until=30), ANA), Reason.HOLDER_LEAVES),
        ([decide(1, 40, holder=1)], (JO, ANA), Reason.TOO_SHORT),
        ([decide(1, 80, holder=1)], (JO,), Reason.NO_MANAGER),
        ([decide(1, 80)], (ANA,), None),  # a manager takes what nobody else can
        ([decide(1, 80)], (there(5, Role.POLICE), ANA), None),
        ([decide(1, 80)], (there(5, Role.POLICE),), Reason.NOBODY_ON_DUTY),
    ],
)
def test_a_reason_is_given_for_what_will_be_late(
    works: list[Work], duty: tuple[OnDuty, ...], reason: Reason | None
) -> None:
    assert foreseen(*works, duty=duty) == ({} if reason is None else {1: reason})


def test_the_most_urgent_is_done_first_and_the_next_waits_for_it() -> None:
    first, second = decide(1, 70, holder=1), decide(2, 75, holder=1)
    assert foreseen(first, second) == {2: Reason.HOLDER_BUSY}
    assert foreseen(second, first) == {2: Reason.HOLDER_BUSY}


def test_what_nobody_has_goes_to_whoever_is_free_first() -> None:
    held, waiting = decide(1, 400, holder=1), decide(2, 70)
    assert foreseen(held, waiting, duty=(JO, SAM, ANA)) == {}
    assert foreseen(held, waiting, duty=(JO, ANA)) == {2: Reason.NOBODY_FREE}


def test_what_somebody_is_doing_has_been_begun() -> None:
    assert foreseen(decide(1, 40, holder=1, since=-30)) == {}
    assert foreseen(decide(1, 40, holder=1, since=0)) == {1: Reason.TOO_SHORT}


def test_managers_decide_one_after_the_other() -> None:
    works = [decide(n, 60, holder=n) for n in range(1, 4)]
    duty = (*(there(n) for n in range(1, 4)), ANA)
    assert foreseen(*works, duty=duty) == {2: Reason.MANAGER_BUSY, 3: Reason.MANAGER_BUSY}


def test_a_rating_waits_for_somebody_who_may_rate() -> None:
    unrated = Work(1, "001", {ClockKind.SCREENING: at(30)})
    assert foreseen(unrated, duty=(there(3, Role.SCREENING_OFFICER),)) == {1: Reason.NOBODY_ON_DUTY}
    assert foreseen(unrated, duty=(there(3, Role.SCREENING_OFFICER), JO)) == {}


def test_what_is_late_already_and_what_is_far_away_is_no_forecast() -> None:
    late, far = decide(1, -5), decide(2, 91)
    assert foreseen(late, far, duty=()) == {}


def test_the_clock_that_is_due_first_is_told() -> None:
    both = Work(1, "001", {ClockKind.CLAIM: at(20), ClockKind.DECISION: at(60)})
    assert forecast(SETTINGS, [both], (), NOW) == {
        1: Foreseen(ClockKind.CLAIM, at(20), Reason.NOBODY_ON_DUTY)
    }


WORKS = st.lists(
    st.tuples(
        st.integers(-60, 200), st.one_of(st.none(), st.integers(1, 6)), st.integers(-60, 0), st.integers(0, 9)
    ),
    max_size=12,
).map(
    lambda rows: [
        decide(n, due, holder, since, order=f"{order}.{n:03}")
        for n, (due, holder, since, order) in enumerate(rows, 1)
    ]
)
DUTY = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from([Role.SOCIAL_WORKER, Role.MANAGER, Role.POLICE]),
        st.integers(1, 300),
    ),
    max_size=6,
).map(lambda rows: tuple(there(*row) for row in rows))


@given(WORKS, DUTY)
def test_only_what_is_due_ahead_is_foreseen_whoever_asks_in_whatever_order(
    works: list[Work], duty: tuple[OnDuty, ...]
) -> None:
    found = forecast(SETTINGS, works, duty, NOW)
    assert found == forecast(SETTINGS, works[::-1], duty, NOW)
    by_number = {work.contact_id: work for work in works}
    for number, one in found.items():
        assert NOW < one.due_at <= at(SETTINGS.horizon_minutes)
        assert by_number[number].clocks[one.kind] == one.due_at


@given(WORKS)
def test_with_nobody_on_duty_everything_due_ahead_is_foreseen(works: list[Work]) -> None:
    ahead = {w.contact_id for w in works if NOW < w.clocks[ClockKind.DECISION] <= at(90)}
    assert set(forecast(SETTINGS, works, (), NOW)) == ahead
