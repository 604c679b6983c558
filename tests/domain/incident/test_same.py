"""The rule of the same incident: the date, and one person who is the same, or nobody named on either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from board.domain.contacts import NewAdult, NewChild, NewContact
from board.domain.incident.same import date_of_incident, incident_of, same_incident

ZOE = NewChild(given_name="Zoë", family_name="Quill", born_on=date(2017, 3, 2))
NED = NewChild(given_name="Ned", family_name="Quill", born_on=date(2019, 5, 6))
ORLA = NewAdult("victim", "Orla", "Quill", date(1990, 1, 1))
FIRST = NewContact(
    "police", datetime(2026, 11, 24, 7, 52, tzinfo=UTC), "neglect", "Seen alone.", "PPN-1", children=(ZOE,), adults=(ORLA,)
)  # fmt: skip


def same(one: NewContact, other: NewContact) -> bool:
    found = same_incident(incident_of(one), incident_of(other))
    assert found == same_incident(incident_of(other), incident_of(one))
    return found


@pytest.mark.parametrize(
    "again",
    [
        replace(FIRST, summary="A neighbour rang back.", concern="domestic_abuse"),
        replace(FIRST, children=(ZOE, NED)),
        replace(FIRST, children=(replace(ZOE, born_on=date(2011, 9, 30)),)),
        replace(FIRST, adults=()),
        replace(FIRST, children=(replace(ZOE, given_name="Zoe"),), adults=()),
        replace(FIRST, received_at=datetime(2026, 11, 24, 23, 59, tzinfo=UTC)),
        replace(FIRST, incident_on=date(2026, 11, 24), received_at=datetime(2026, 11, 26, 9, tzinfo=UTC)),
    ],
)
def test_one_person_the_same_on_the_same_day_is_the_same_incident(again: NewContact) -> None:
    assert same(FIRST, again)


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, children=(NED,), adults=()),
        replace(FIRST, received_at=datetime(2026, 11, 25, 0, 5, tzinfo=UTC)),
        replace(FIRST, incident_on=date(2026, 11, 23)),
        replace(FIRST, children=(), adults=()),
        replace(FIRST, children=(NewChild(given_name="unknown"), NewChild(sex="female")), adults=()),
        replace(FIRST, children=(replace(ZOE, given_name="Hal", born_on=date(2009, 1, 8)),), adults=()),
    ],
)
def test_another_day_or_other_people_are_another_incident(other: NewContact) -> None:
    assert not same(FIRST, other)


def test_two_unborn_children_expected_on_one_day_do_not_make_two_named_families_one() -> None:
    unborn = NewChild(unborn=True, expected_on=date(2027, 2, 10))
    nameless = replace(FIRST, children=(unborn,), adults=())
    others = replace(FIRST, children=(unborn,), adults=(NewAdult("mother", "Hanna", "Vole"),))

    assert not same(replace(FIRST, children=(unborn,)), others)
    assert same(nameless, nameless) and same(nameless, others)


@pytest.mark.parametrize("nobody", [(), (NewChild(given_name="not known"),), (NewChild(school="Mill Lane"),)])
def test_where_neither_names_anybody_the_date_decides(nobody: tuple[NewChild, ...]) -> None:
    unnamed = replace(FIRST, children=(), adults=())
    assert same(unnamed, replace(unnamed, children=nobody))
    assert not same(unnamed, replace(unnamed, children=nobody, incident_on=date(2026, 11, 20)))


def test_a_single_name_in_either_field_is_a_name() -> None:
    one = replace(FIRST, children=(NewChild(given_name="Zoë"),), adults=())
    assert same(one, replace(one, children=(NewChild(family_name="ZOE"),)))
    assert not same(one, replace(one, children=(NewChild(given_name="Ned"),)))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2026-07-01T22:59Z", "2026-07-01T23:01Z", False),  # midnight in summer is 23:00 UTC
        ("2026-07-01T23:01Z", "2026-07-02T22:59Z", True),
        ("2026-11-24T23:01Z", "2026-11-24T22:59Z", True),
        (
            "2026-03-29T00:30Z",
            "2026-03-29T22:30Z",
            True,
        ),  # the day on which the clocks go forward, of 23 hours
        ("2026-03-29T00:30Z", "2026-03-29T23:30Z", False),
        ("2026-10-24T23:30Z", "2026-10-25T23:30Z", True),  # the day on which they go back, of 25 hours
        ("2026-10-25T23:59Z", "2026-10-26T00:01Z", False),
    ],
)
def test_a_day_ends_at_midnight_in_london_also_where_the_clocks_change(
    one: str, other: str, alike: bool
) -> None:
    first, second = (replace(FIRST, received_at=datetime.fromisoformat(said)) for said in (one, other))
    assert same(first, second) == alike


@pytest.mark.parametrize(
    "again",
    [
        (
            replace(ZOE, given_name="Zoe", born_on=date(2017, 2, 3)),
            NED,
        ),  # a birth date corrected, a sibling added
        (replace(ZOE, family_name="Quil"), NED),
        (NED, NewChild(unborn=True, expected_on=date(2027, 2, 10)), ZOE),
    ],
)
def test_a_child_corrected_and_a_sibling_added_stay_the_same_incident_while_one_person_is_the_same(
    again: tuple[NewChild, ...],
) -> None:
    assert same(FIRST, replace(FIRST, children=again))
    first = replace(FIRST, children=(ZOE, NED), adults=())
    assert same(first, replace(first, children=again))


def test_the_day_is_that_of_london() -> None:
    assert date_of_incident(None, datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert date_of_incident(date(2026, 6, 30), datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 6, 30)
