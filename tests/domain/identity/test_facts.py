"""Facts that are enough to join two records, and those that ask a manager first."""

from __future__ import annotations

from datetime import date

import pytest

from board.domain.identity.facts import matching_facts, needs_manager
from board.domain.matching import Somebody

HOME = "4 Elm Street, NB1 2CD"
MIA = Somebody("child", "Mia", "Rowan", date(2016, 4, 2), address=HOME)
DANA = Somebody("adult", "Dana", "Rowan", date(1990, 5, 6), address=HOME)
EXPECTED = date(2026, 12, 1)


def unborn(expected_on: date | None = EXPECTED, address: str | None = HOME) -> Somebody:
    return Somebody("unborn", None, "Rowan", expected_on=expected_on, address=address)


def brother(name: str, born_on: date) -> Somebody:
    return Somebody("child", name, "Rowan", born_on, address=HOME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unborn(), MIA),
        (unborn(None), MIA),
        (unborn(address=None), MIA),
        (unborn(), unborn(date(2025, 1, 1))),
        (unborn(None), unborn(None)),
        (brother("Jon", date(2014, 1, 1)), brother("John", date(2016, 1, 1))),
        (brother("Jon", date(2014, 3, 1)), brother("Jon", date(2014, 8, 1))),
    ],
)
def test_a_sister_or_brother_of_one_home_is_no_second_matching_fact(one: Somebody, other: Somebody) -> None:
    facts = matching_facts(one, other, [DANA], [DANA])
    assert len(facts) > 1 and needs_manager(one, other, facts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unborn(), brother("Leo", date(2026, 12, 5))),
        (unborn(), unborn(date(2026, 12, 4))),
        (MIA, brother("Mia", date(2016, 2, 4))),
        (MIA, Somebody("child", "Mia", "Rowan", address=HOME)),
    ],
)
def test_two_facts_are_enough_where_none_speaks_against_them(one: Somebody, other: Somebody) -> None:
    assert not needs_manager(one, other, matching_facts(one, other, [], []))
