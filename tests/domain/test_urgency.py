"""What is on top and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.clocks import ClockKind
from board.domain.policy import Policy
from board.domain.urgency import bites, order_key, why_here, worst
from tests.domain.moments import MOMENTS

POLICY = Policy.default()
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
RAGS = st.sampled_from([None, "red", "amber", "green", "blue"])
DUES = st.none() | MOMENTS


@dataclass(frozen=True)
class Clock:
    kind: str
    due_at: datetime


def key(rag: str | None, due_at: datetime | None = NINE, ref: str = "T4W") -> str:
    return order_key(POLICY, ref=ref, rag=rag, due_at=due_at)


@pytest.mark.parametrize(
    ("children", "contact"),
    [
        (["amber", "green"], "amber"),
        (["green", "red", "blue"], "red"),
        (["green", None], None),  # the child nobody rated may be red
        (["red", None], "red"),
        ([None], None),
        ([], None),  # children unknown
        (["green", "purple"], None),  # a colour this hub no longer has
        (["purple"], None),
    ],
)
def test_a_contact_is_as_urgent_as_its_worst_child(children: list[str | None], contact: str | None) -> None:
    assert worst(children, POLICY) == contact


def test_a_hub_without_red_still_has_a_first_band() -> None:
    calm = replace(POLICY, levels=POLICY.levels[1:])
    assert worst(["amber", None], calm) == "amber"
    assert order_key(calm, ref="T4W", rag=None, due_at=NINE) < order_key(
        calm, ref="T4W", rag="green", due_at=NINE
    )
    assert why_here(calm, rag=None, bites=None, late=False, held=False).startswith(
        "Not yet rated: it may be amber"
    )


@given(DUES, DUES)
def test_what_is_not_yet_rated_stands_above_amber(one: datetime | None, other: datetime | None) -> None:
    assert key(None, one) < key("amber", other)


def test_among_red_and_unrated_the_sooner_due_is_first() -> None:
    assert key(None, NINE) < key("red", NINE + timedelta(minutes=1))
    assert key("red", NINE) < key(None, NINE + timedelta(microseconds=1))


def test_red_goes_before_unrated_at_the_same_moment() -> None:
    assert key("red", ref="Z9Z") < key(None, ref="B2B")


def test_what_has_no_clock_stands_last_of_its_band() -> None:
    assert key("blue", datetime(2099, 1, 1, tzinfo=UTC)) < key("blue", None)


def test_the_same_instant_written_in_another_zone_is_the_same_place() -> None:
    assert key("red", NINE) == key("red", NINE.astimezone(timezone(timedelta(hours=5))))


@given(RAGS, RAGS, DUES, DUES)
def test_the_key_sorts_as_text_the_way_urgency_goes(
    one: str | None, other: str | None, due: datetime | None, later: datetime | None
) -> None:
    def place(rag: str | None, due_at: datetime | None) -> tuple[int, datetime, bool]:
        band = 0 if rag is None else POLICY.level(rag).band
        return band, due_at or datetime.max.replace(tzinfo=UTC), rag is None

    assert (key(one, due) < key(other, later)) == (place(one, due) < place(other, later))


def test_the_clock_due_first_bites_and_a_late_one_goes_on_biting() -> None:
    late = Clock("screening", NINE - timedelta(hours=3))
    soon, far = Clock("claim", NINE), Clock("statutory", NINE + timedelta(days=1))
    assert bites([far, soon, late]) is late
    assert bites([far, soon]) is soon
    assert bites(list[Clock]()) is None


def test_of_two_due_at_once_the_hubs_own_bites_before_the_laws() -> None:
    assert bites([Clock("statutory", NINE), Clock("decision", NINE)]) == Clock("decision", NINE)


@pytest.mark.parametrize(
    ("rag", "kind", "late", "held", "sentence"),
    [
        (None, ClockKind.SCREENING, False, False,
         "Not yet rated: it may be red, so it stands among those, above amber, green, blue. The time to rate it places it, soonest first. "
         "A rating moves it, or somebody claiming it."),
        ("red", ClockKind.CLAIM, True, False,
         "Red: among the first. The time to claim it has passed, so it comes before those still in time. "
         "A new colour moves it, or somebody claiming it."),
        ("green", ClockKind.STATUTORY, False, True,
         "Green: after red, amber and what is not yet rated. The time to make the statutory decision places it, soonest first. "
         "A new colour moves it, or closing it."),
        ("blue", None, False, True,
         "Blue: after red, amber, green and what is not yet rated. No time limit runs, so it comes last of them. "
         "A new colour moves it, or closing it."),
    ],
)  # fmt: skip
def test_a_card_says_why_it_stands_here_and_what_would_move_it(
    rag: str | None, kind: ClockKind | None, late: bool, held: bool, sentence: str
) -> None:
    assert why_here(POLICY, rag=rag, bites=kind, late=late, held=held) == sentence
