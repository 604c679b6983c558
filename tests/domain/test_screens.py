"""How large a wall's letters are, where it may be used, and when it is dark."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import atan, degrees

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.policy import Policy
from board.domain.screens import (
    CAPITAL,
    Screen,
    em,
    em_vw,
    farthest_m,
    lights_at,
    read_distance,
    read_networks,
    read_panel,
    readable,
)

HALF, HOUR = timedelta(minutes=30), timedelta(hours=1)
CALENDAR = Policy.default().calendar


def seen_under(em_width: float, distance_cm: int, panel_cm: int) -> float:
    """Minutes of arc of a capital of this font size, a share of the picture's width."""
    return 60 * degrees(2 * atan(em_width * panel_cm * CAPITAL / 2 / distance_cm))


@given(st.integers(50, 3000), st.integers(20, 2000))
def test_a_capital_is_seen_under_sixteen_minutes_of_arc_from_wherever_it_is_read(
    distance: int, panel: int
) -> None:
    assert seen_under(em(distance, panel), distance, panel) == pytest.approx(16)
    assert seen_under(float(em_vw(distance, panel)) / 100, distance, panel) >= 16


def test_known_rooms_have_known_letters() -> None:
    # 5 m needs capitals of 23.3 mm; of a picture 1.44 m wide and an em of 34.2 mm that is 2.38 hundredths.
    assert em_vw(500, 144) == "2.377"
    assert em_vw(1000, 144) == "4.754"
    assert readable(1100, 144)
    assert not readable(1200, 144)
    assert farthest_m(144) == "11.5"


@pytest.mark.parametrize(
    ("said", "cm"),
    [("", None), ("5", 500), ("4.5 m", 450), ("4,5", 450), ("450 cm", 450), (" 6 metres ", 600), ("0.5", 50)],
)
def test_a_distance_is_read_as_people_write_it(said: str, cm: int | None) -> None:
    assert read_distance(said) == cm


@pytest.mark.parametrize(
    ("said", "cm"),
    [
        ("", None),
        ("144", 144),
        ("144 cm", 144),
        ("1.44 m", 144),
        ("65 inches", 144),
        ('55"', 122),
        ("75in", 166),
    ],
)
def test_a_panel_is_read_by_its_width_or_as_it_is_sold(said: str, cm: int | None) -> None:
    assert read_panel(said) == cm


@pytest.mark.parametrize("said", ["far", "-3", "5 feet", "0.1", "31", "1e3", "5 m 20", "٣"])
def test_what_is_no_distance_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"no length|out of range"):
        read_distance(said)


def test_networks_are_read_from_lines_and_commas_and_kept_whole() -> None:
    assert read_networks("10.20.30.7/24, 192.0.2.1\n2001:db8::/32;10.20.30.0/24") == (
        "10.20.30.0/24",
        "192.0.2.1/32",
        "2001:db8::/32",
    )
    for wrong in ("10.20.30", "10.0.0.0/33", "the office", " ".join(["10.0.0.0/8"] * 21)):
        with pytest.raises(ValueError, match=r".+"):
            read_networks(wrong)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("10.20.30.9", True),
        ("::ffff:10.20.30.9", True),
        ("2001:db8::5%eth0", True),
        ("10.20.31.9", False),
        ("testclient", False),
        (None, False),
    ],
)
def test_a_bound_screen_may_be_used_from_its_networks_alone(address: str | None, may: bool) -> None:
    bound = Screen(1, "h", "H", 1, "Room", networks=("10.20.30.0/24", "2001:db8::/32"))
    assert bound.may_be_at(address) == may
    assert Screen(1, "h", "H", 1, "Room").may_be_at(address)


@pytest.mark.parametrize(
    ("now", "lit"),
    [
        (datetime(2026, 11, 24, 12, tzinfo=UTC), None),  # a Tuesday
        (datetime(2026, 11, 24, 8, 15, tzinfo=UTC), None),  # half an hour before opening
        (datetime(2026, 11, 24, 8, 14, 59, tzinfo=UTC), datetime(2026, 11, 24, 8, 15, tzinfo=UTC)),
        (datetime(2026, 11, 24, 18, 14, 59, tzinfo=UTC), None),  # an hour after close
        (datetime(2026, 11, 24, 18, 15, tzinfo=UTC), datetime(2026, 11, 25, 8, 15, tzinfo=UTC)),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), datetime(2026, 11, 30, 8, 15, tzinfo=UTC)),  # a Saturday
        (
            datetime(2026, 12, 25, 12, tzinfo=UTC),
            datetime(2026, 12, 29, 8, 15, tzinfo=UTC),
        ),  # Christmas, and its substitute
        (datetime(2026, 7, 7, 7, 14, tzinfo=UTC), datetime(2026, 7, 7, 7, 15, tzinfo=UTC)),  # summer time
    ],
)
def test_walls_are_dark_while_the_hub_is_closed(now: datetime, lit: datetime | None) -> None:
    assert lights_at(CALENDAR, HALF, HOUR, now) == lit


def test_a_closure_day_of_the_council_leaves_walls_dark() -> None:
    closed = replace(Policy.default(), closure_days=(date(2026, 11, 25),)).calendar
    evening = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert lights_at(closed, HALF, HOUR, evening) == datetime(2026, 11, 26, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("tiles", 0, "from 1 to 40 tiles"),
        ("rows", 41, "from 1 to 40 rows"),
        ("distance_cm", 49, "a distance from 50"),
        ("distance_cm", 1300, "144 cm wide is read from at most 11.5 metres"),
        ("lit_after_minutes", 721, "at most 720 minutes"),
        ("visit_minutes", 4, "5 to 240 minutes"),
    ],
)
def test_a_policy_no_wall_could_keep_is_refused(field: str, value: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(Policy.default().wall, **{field: value})
