"""When each reminder comes, and whom it tells."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.clocks import ClockKind, Running, speaks_for
from board.domain.document import to_document
from board.domain.hours import Basis, hours, minutes, working_days
from board.domain.ladders import DEFAULT, Ladder, Receiver, ReceiverHours, Rung, find, next_rung
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.receivers import There, told
from tests.domain.moments import MOMENTS, london

HUB = ReceiverHours(Policy.default().calendar)
TWO_DAYS = Running(london("2026-11-24T10:00"), london("2026-11-25T17:15"), Basis.WORKING_DAYS)
RED = Running(london("2026-11-27T19:00"), london("2026-11-27T19:15"), Basis.CLOCK_HOURS, runs_through=True)


@pytest.mark.parametrize(
    ("rung", "clock", "at"),
    [
        (Rung(Receiver.HOLDER, 50), TWO_DAYS, "2026-11-25T09:22:30"),  # half of 7 h 15 min and 8 h 30 min
        (
            Rung(Receiver.SERVICE_MANAGER, 100),
            TWO_DAYS,
            "2026-11-26T08:45",
        ),  # at close nobody works: next opening
        (Rung(Receiver.SERVICE_MANAGER, 100, runs_through=True), TWO_DAYS, "2026-11-25T17:15"),
        (Rung(Receiver.HEAD_OF_SERVICE, 100, hours(1, Basis.WORKING_HOURS)), TWO_DAYS, "2026-11-26T09:45"),
        (Rung(Receiver.DECIDING_MANAGER, 100, working_days(2)), TWO_DAYS, "2026-11-30T08:45"),
        (Rung(Receiver.EDT, 0), RED, "2026-11-27T19:00"),
        (Rung(Receiver.DECIDING_MANAGER, 60), RED, "2026-11-27T19:09"),
        (Rung(Receiver.HEAD_OF_SERVICE, 100, minutes(30)), RED, "2026-11-27T19:45"),
    ],
)
def test_a_rung_comes_at_its_share_of_the_time_and_waits_for_opening_unless_it_runs_through(
    rung: Rung, clock: Running, at: str
) -> None:
    assert next_rung((rung,), 0, clock, HUB) == london(at)


@pytest.mark.parametrize("night", ["2026-10-24T20:00", "2027-03-27T20:00"])
def test_half_of_ten_hours_over_a_change_of_the_clocks_is_five_hours(night: str) -> None:
    start = london(night)
    clock = Running(start, start + timedelta(hours=10), Basis.CLOCK_HOURS, runs_through=True)
    assert next_rung((Rung(Receiver.HOLDER, 50),), 0, clock, HUB) == start + timedelta(hours=5)


@given(MOMENTS, st.integers(1, 4000), st.sampled_from(list(ClockKind)), st.booleans())
def test_a_ladder_is_climbed_upwards_and_ends(
    at: datetime, length: int, kind: ClockKind, through: bool
) -> None:
    clock = Running(at, at + timedelta(minutes=length), Basis.CLOCK_HOURS, through)
    rungs = find(DEFAULT, kind)
    instants = [next_rung(rungs, number, clock, HUB) for number in range(len(rungs))]
    assert all(one is not None and one >= at for one in instants)
    assert instants == sorted(one for one in instants if one)
    assert next_rung(rungs, len(rungs), clock, HUB) is None


def test_every_kind_of_clock_reminds_somebody() -> None:
    assert {ladder.clock for ladder in DEFAULT} == set(ClockKind)
    assert all(ladder.rungs for ladder in DEFAULT)


def test_a_kind_whose_noun_is_not_there_yet_needs_one_line_of_policy() -> None:
    lines = (Ladder(ClockKind.BAIL, (Rung(Receiver.HOLDER, 50),)),)
    assert [rung.to for rung in find(lines, ClockKind.BAIL)] == [Receiver.HOLDER]
    assert find(lines, ClockKind.REVIEW) == ()


def test_rungs_out_of_their_order_are_refused() -> None:
    with pytest.raises(ValueError, match="in the order in which they come"):
        Ladder(ClockKind.CLAIM, (Rung(Receiver.HOLDER, 75), Rung(Receiver.MANAGER, 50)))
    with pytest.raises(ValueError, match="percentage"):
        Rung(Receiver.HOLDER, 101)
    with pytest.raises(ValueError, match="only a rung at 100"):
        Rung(Receiver.HOLDER, 50, hours(1))


def test_the_same_moment_is_told_once_by_the_laws_clock() -> None:
    both = {ClockKind.DECISION: RED.due_at, ClockKind.STATUTORY: RED.due_at}
    assert speaks_for(ClockKind.DECISION, both, 50)
    assert not speaks_for(ClockKind.STATUTORY, both, 50)
    sooner = {ClockKind.DECISION: RED.started_at, ClockKind.STATUTORY: RED.due_at}
    assert speaks_for(ClockKind.STATUTORY, sooner, 75)
    assert not speaks_for(ClockKind.STATUTORY, sooner, 100)


HOLDER, MANAGER, SERVICE, NIGHT, OTHER = 1, 2, 3, 4, 5
SEATS = [
    (HOLDER, Role.SOCIAL_WORKER.value), (MANAGER, Role.MANAGER.value), (SERVICE, Role.SERVICE_MANAGER.value),
    (NIGHT, Role.EDT.value), (OTHER, Role.MANAGER.value),
]  # fmt: skip


def there(*duty: int, named: frozenset[int] | None = None, is_open: bool = True) -> There:
    return There([seat for seat in SEATS if seat[0] in duty], SEATS, named, is_open)


@pytest.mark.parametrize(
    ("to", "where", "people", "heard"),
    [
        (Receiver.HOLDER, there(HOLDER, MANAGER), {HOLDER}, True),
        (Receiver.HOLDER, there(MANAGER), {HOLDER, MANAGER}, True),  # the holder has gone home
        (Receiver.DECIDING_MANAGER, there(MANAGER, OTHER), {OTHER}, True),  # one manager a case
        (Receiver.MANAGER, there(MANAGER), {MANAGER}, True),
        (Receiver.MANAGER, there(SERVICE), {SERVICE}, True),  # nobody of them: up the ladder
        (Receiver.EDT, there(NIGHT, is_open=False), {NIGHT}, True),
        (Receiver.MANAGER, there(NIGHT, is_open=False), {NIGHT}, True),  # outside hours
        (Receiver.EDT, there(), {MANAGER, SERVICE, NIGHT, OTHER}, False),  # nobody: everybody, and loudly
        (Receiver.SERVICE_MANAGER, there(MANAGER, SERVICE, named=frozenset({MANAGER})), {MANAGER}, True),
        (Receiver.HEAD_OF_SERVICE, there(SERVICE, named=frozenset({HOLDER})), {HOLDER}, False),
    ],
)
def test_a_reminder_tells_who_is_there_and_never_who_may_not_know(
    to: Receiver, where: There, people: set[int], heard: bool
) -> None:
    found = told(to, where, holder=HOLDER, deciding_manager=OTHER)
    assert (found.people, found.heard) == (people, heard)


@given(
    st.sampled_from(list(Receiver)),
    st.sets(st.integers(1, 5)),
    st.sets(st.integers(1, 5), min_size=2),
    st.booleans(),
)
def test_of_a_restricted_contact_only_the_named_hear_and_somebody_always_does(
    to: Receiver, duty: set[int], named: set[int], is_open: bool
) -> None:
    where = there(*duty, named=frozenset(named), is_open=is_open)
    found = told(to, where, holder=HOLDER if HOLDER in named else None, deciding_manager=OTHER)
    assert found.people <= named
    assert found.people


def test_hubs_with_ladders_of_their_own_are_upgraded_to_be_reminded_to_look_again() -> None:
    [line] = [one for one in to_document(DEFAULT) if one["clock"] == "look_again"]
    [sql] = [one for one in files("board.migrations").iterdir() if one.name.endswith("_look_again.sql")]
    assert json.loads(sql.read_text().split("$$")[1]) == [line]
