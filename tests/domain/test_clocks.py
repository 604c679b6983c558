"""Which clocks a contact wants, and what a change does to those that run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.clocks import WORDS, ClockKind, Running, changes, wanted
from board.domain.events import KINDS
from board.domain.hours import Basis
from board.domain.policy import Policy
from tests.domain.moments import MOMENTS, london

POLICY = Policy.default()


def clocks(
    received: str,
    *,
    rag: str | None = None,
    rated: str | None = None,
    held: bool = False,
    since: str | None = None,
    closed: bool = False,
    policy: Policy = POLICY,
) -> dict[ClockKind, Running]:
    """The clocks of a contact received so, in London time; unclaimed since receipt unless said."""
    received_at = london(received)
    return wanted(
        policy,
        received_at=received_at,
        clock_start_at=policy.calendar.clock_start(received_at),
        rag=rag,
        rated_at=london(rated) if rated else None,
        held=held,
        unclaimed_since=london(since) if since else received_at,
        closed=closed,
    )


def due(running: dict[ClockKind, Running]) -> dict[str, datetime]:
    """When each is due but the manager's review, which every open contact has."""
    return {kind.value: clock.due_at for kind, clock in running.items() if kind is not ClockKind.REVIEW}


def test_a_contact_that_arrives_before_opening_is_to_be_rated_half_an_hour_after_it() -> None:
    assert due(clocks("2026-11-24T07:52")) == {
        "screening": london("2026-11-24T09:15"),
        "statutory": london("2026-11-25T17:15"),
    }


def test_what_is_not_yet_rated_is_not_left_until_morning() -> None:
    assert due(clocks("2026-11-24T17:05"))["screening"] == london("2026-11-24T17:35")


def test_screening_counted_in_working_time_runs_past_close_too_since_the_unrated_may_be_red() -> None:
    limit = replace(POLICY.screening_limit, basis=Basis.WORKING_HOURS)
    policy = replace(POLICY, screening_limit=limit)
    assert due(clocks("2026-11-24T17:05", policy=policy))["screening"] == london("2026-11-24T17:35")


def test_red_that_nobody_has_is_to_be_claimed_in_a_quarter_of_an_hour_and_decided_in_four_hours() -> None:
    assert due(clocks("2026-11-24T07:52", rag="red", rated="2026-11-24T08:56")) == {
        "claim": london("2026-11-24T09:11"),
        "decision": london("2026-11-24T12:45"),
        "statutory": london("2026-11-25T17:15"),
    }


def test_red_runs_past_close() -> None:
    assert due(clocks("2026-11-27T15:30", rag="red", rated="2026-11-27T16:10")) == {
        "claim": london("2026-11-27T16:25"),
        "decision": london("2026-11-27T19:30"),
        "statutory": london("2026-11-30T17:15"),
    }


def test_red_rated_at_night_is_to_be_claimed_that_night_and_the_emergency_duty_team_takes_it_up() -> None:
    red = clocks("2026-11-27T19:00", rag="red", rated="2026-11-27T19:30")
    assert due(red)["claim"] == london("2026-11-27T19:45")
    assert red[ClockKind.OUT_OF_HOURS].started_at == london("2026-11-27T19:30")
    assert due(red)["out_of_hours"] == london("2026-11-27T19:45")


def test_amber_that_nobody_has_at_close_goes_on_at_opening() -> None:
    amber = clocks("2026-11-24T16:00", rag="amber", rated="2026-11-24T17:00")
    assert due(amber) == {
        "claim": london("2026-11-25T09:30"),
        "decision": london("2026-11-25T17:15"),
        "statutory": london("2026-11-25T17:15"),
    }


def test_a_generous_green_cannot_hide_the_laws_day() -> None:
    green = due(clocks("2026-11-27T18:30", rag="green", rated="2026-11-30T09:00"))
    assert green["decision"] == london("2026-12-03T17:15")
    assert green["statutory"] == london("2026-11-30T17:15")


def test_blue_has_no_clock_but_the_laws() -> None:
    assert set(due(clocks("2026-11-24T10:00", rag="blue", rated="2026-11-24T10:05"))) == {"statutory"}


def test_what_somebody_has_is_not_to_be_claimed() -> None:
    assert ClockKind.CLAIM not in clocks("2026-11-24T10:00", rag="red", rated="2026-11-24T10:05", held=True)


def test_a_release_starts_the_time_to_claim_anew() -> None:
    released = clocks("2026-11-24T10:00", rag="red", rated="2026-11-24T10:05", since="2026-11-24T11:00")
    assert released[ClockKind.CLAIM] == Running(
        london("2026-11-24T11:00"), london("2026-11-24T11:15"), Basis.CLOCK_HOURS, runs_through=True
    )


def test_a_closed_contact_wants_nothing() -> None:
    assert clocks("2026-11-24T10:00", closed=True) == {}


def test_a_rating_stops_screening_and_starts_the_clocks_of_its_colour() -> None:
    before, after = (
        clocks("2026-11-24T10:00"),
        clocks("2026-11-24T10:00", rag="red", rated="2026-11-24T10:05"),
    )
    todo = changes(before, after)
    assert todo.stop == (ClockKind.SCREENING,)
    assert set(todo.start) == {ClockKind.CLAIM, ClockKind.DECISION}


def test_another_colour_stops_and_starts_what_is_due_at_another_time_and_leaves_the_laws_clock_alone() -> (
    None
):
    red = clocks("2026-11-24T10:00", rag="red", rated="2026-11-24T10:05", held=True)
    green = clocks("2026-11-24T10:00", rag="green", rated="2026-11-24T10:30", held=True)
    todo = changes(red, green)
    assert todo.stop == (ClockKind.DECISION,)
    assert todo.start == {ClockKind.DECISION: green[ClockKind.DECISION]}


CONTACTS = st.builds(
    lambda received_at, rag, minutes, held, closed: wanted(
        POLICY,
        received_at=received_at,
        clock_start_at=POLICY.calendar.clock_start(received_at),
        rag=rag,
        rated_at=received_at + timedelta(minutes=minutes),
        held=held,
        unclaimed_since=received_at,
        closed=closed,
    ),
    MOMENTS,
    st.sampled_from([None, "red", "amber", "green", "blue"]),
    st.integers(0, 10_000),
    st.booleans(),
    st.booleans(),
)


@given(CONTACTS)
def test_no_clock_is_due_before_it_starts(running: dict[ClockKind, Running]) -> None:
    assert all(clock.due_at >= clock.started_at for clock in running.values())


@given(CONTACTS, CONTACTS)
def test_changes_turn_what_runs_into_what_is_wanted_and_doing_it_twice_is_silence(
    before: dict[ClockKind, Running], after: dict[ClockKind, Running]
) -> None:
    todo = changes(before, after)
    now = {kind: clock for kind, clock in before.items() if kind not in todo.stop} | dict(todo.start)
    assert {kind: clock.due_at for kind, clock in now.items()} == {
        kind: clock.due_at for kind, clock in after.items()
    }
    again = changes(now, after)
    assert not again.stop
    assert not again.start


@given(CONTACTS)
def test_the_laws_clock_runs_whatever_the_colour_until_it_is_closed(
    running: dict[ClockKind, Running],
) -> None:
    assert not running or ClockKind.STATUTORY in running


@pytest.mark.parametrize("kind", ClockKind)
def test_every_clock_has_its_words_and_the_timeline_can_say_it_passed(kind: ClockKind) -> None:
    assert WORDS[kind].by.endswith("by")
    assert KINDS["clock_fired"].words.format(clock=WORDS[kind].to).startswith("The time to ")
