"""Lines of one family become one contact, a person on several lines one person, and doubt holds them back."""

from __future__ import annotations

import pytest

from tests.intake.lists.making import COLUMNS, QUILL, contacts, csv_of, held, taken

ADA = ("Quill", "Ada", "03/04/2019")


@pytest.mark.parametrize(
    "second",
    [
        ("", *QUILL[1:5], *ADA),
        ("", "", "", "", "", *ADA),
        ("", QUILL[1], "", "", "", *ADA),
        ("hx-1", *QUILL[1:5], *ADA),
    ][:3],
)
def test_reference_printed_once_counts_for_the_lines_that_go_on(second: tuple[str, ...]) -> None:
    found = contacts(csv_of(COLUMNS, QUILL, second))
    if second[1] and not second[2]:
        assert "whether they are one family is not known" in found[0].problems[0][1]
    else:
        assert [one.numbers for one in found] == [[2, 3]] and len(found[0].data["children"]) == 2
        assert "taken as the same family" in str(found[0].remarks)


@pytest.mark.parametrize("place", [1, 2, 4])
def test_line_without_a_reference_and_another_story_is_a_contact_of_its_own(place: int) -> None:
    other = {1: "22/11/2026", 2: "05:05", 4: "Heard through the wall."}[place]
    second = ["", *QUILL[1:5], *ADA]
    second[place] = other
    assert len(taken(csv_of(COLUMNS, QUILL, second))) == 2


def test_lines_that_have_no_reference_at_all_are_one_family_where_all_else_is_the_same() -> None:
    lines = [
        ("", *QUILL[1:]),
        ("", *QUILL[1:5], *ADA),
        ("", QUILL[1], "05:05", *QUILL[3:5], "Rook", "Sam", ""),
    ]
    assert [len(one["children"]) for one in taken(csv_of(COLUMNS, *lines))] == [2, 1]


def test_times_of_each_person_make_one_contact_of_the_earliest() -> None:
    second = (QUILL[0], QUILL[1], "01:58", *QUILL[3:5], *ADA)
    [one] = taken(csv_of(COLUMNS, QUILL, second))
    assert one["received_at"] == "2026-11-23T01:58:00+00:00" and len(one["children"]) == 2
    together = ("PPN ref", "Date received", "Concern", "Circumstances", "Child name")
    rows = [
        ("HX-1", f"23/11/2026 {at}", "Neglect", "Seen.", name)
        for at, name in (("02:15", "Ada Quill"), ("01:58", "Sam Quill"))
    ]
    assert taken(csv_of(together, *rows))[0]["received_at"] == "2026-11-23T01:58:00+00:00"


def test_number_that_returns_on_another_day_with_another_story_is_another_contact() -> None:
    second = ("HX-1", "22/11/2026", "02:15", "Neglect", "Not home.", "Rook", "Sam", "")
    assert [len(one["children"]) for one in taken(csv_of(COLUMNS, QUILL, second))] == [1, 1]


def test_one_story_on_two_days_is_held_back() -> None:
    assert "than line 2 of the same reference" in held(
        csv_of(COLUMNS, QUILL, ("HX-1", "22/11/2026", *QUILL[2:5], *ADA))
    )


PERSON = (
    "PPN ref",
    "Date received",
    "Time",
    "Concern",
    "Circumstances",
    "Role",
    "Forename",
    "Surname",
    "DOB",
)


def people(*each: tuple[str, str, str, str]) -> bytes:
    return csv_of(PERSON, *[(*QUILL[:5], *one) for one in each])


@pytest.mark.parametrize(
    "other",
    [
        ("child", "Suryani", "", "04/05/2016"),
        ("child", "", "Suryani", "04/05/2016"),
        ("child", "SURYANI", "", ""),
        ("child", " suryani ", "-", "04/05/2016"),
    ],
)
def test_person_of_a_single_name_is_one_person_however_it_is_written(
    other: tuple[str, str, str, str],
) -> None:
    [one] = taken(people(("child", "Suryani", "", "04/05/2016"), other, other))
    assert one["children"] == [{"given_name": "Suryani", "born_on": "2016-05-04"}]


@pytest.mark.parametrize(
    "other", [("QUILL", "Zoe"), ("quill", "ZOË"), ("Zoë", "Quill"), ("Quill ", "Zo e".replace(" ", ""))]
)
def test_person_is_one_in_capitals_without_accents_and_turned_round(other: tuple[str, str]) -> None:
    family, given = other
    [one] = taken(people(("child", "Zoë", "Quill", "02/03/2017"), ("child", given, family, "02/03/2017")))
    assert len(one["children"]) == 1 and one["children"][0]["family_name"] == "Quill"


def test_people_of_one_name_and_two_birth_dates_are_two() -> None:
    [one] = taken(people(("suspect", "Sam", "Rook", "01/01/1980"), ("suspect", "Sam", "Rook", "01/01/1982")))
    assert len(one["adults"]) == 2


def test_child_and_adult_of_one_name_are_two() -> None:
    [one] = taken(people(("child", "Sam", "Rook", ""), ("father", "Sam", "Rook", "")))
    assert len(one["children"]) == 1 and len(one["adults"]) == 1


def test_unborn_child_on_each_line_is_one_and_is_told() -> None:
    [found] = contacts(
        people(("unborn", "", "Quill", ""), ("child", "Ada", "Quill", ""), ("unborn", "", "Quill", ""))
    )
    assert len(found.data["children"]) == 2 and "taken as one person" in str(found.remarks)


def test_two_schools_of_one_child_are_held_back() -> None:
    header = (*COLUMNS, "School")
    says = held(csv_of(header, (*QUILL, "Mill Lane"), (*QUILL, "Hill School")))
    assert "column “School” says something else of this person" in says


def test_forenames_in_numbered_columns_beside_a_role_are_one_person() -> None:
    header = (*PERSON[:6], "Subject Forename 1", "Subject Forename 2", "Subject Surname")
    [one] = taken(csv_of(header, (*QUILL[:5], "child", "Ada", "Jo", "Quill")))
    assert one["children"] == [{"given_name": "Ada Jo", "family_name": "Quill"}]


def test_forenames_in_numbered_columns_of_children_stay_several_children() -> None:
    header = (*COLUMNS[:5], "Child 1 forename", "Child 1 surname", "Child 2 forename")
    [one] = taken(csv_of(header, (*QUILL[:5], "Ada", "Quill", "Sam")))
    assert [child["given_name"] for child in one["children"]] == ["Ada", "Sam"]
