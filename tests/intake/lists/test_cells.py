"""One reading of a cell in every format; a number or a name that could be two things is held back with how to write it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from tests.intake.lists.making import COLUMNS, QUILL, Rows, book_of, contacts, csv_of, held, taken


def rows(**changes: object) -> Rows:
    """A list of one line, with other cells than usual."""
    by_name = {"time": 2, "day": 1, "born": 7, "given": 6, "family": 5, "ref": 0}
    line = list[object](QUILL)
    for name, value in changes.items():
        line[by_name[name]] = value
    return [COLUMNS, line]


def both(given: Rows, change: Callable[[Workbook], None] = lambda made: None) -> list[bytes]:
    return [csv_of(*given), book_of({"List": given}, change)]


def as_format(form: str, cell: str = "C2") -> Callable[[Workbook], None]:
    def change(made: Workbook) -> None:
        made.worksheets[0][cell].number_format = form

    return change


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (22.15, "22:15"),
        (752, "07:52"),
        (2215, "22:15"),
        (0.09375, "02:15"),
        (9.45, "09:45"),
        (0.125, "03:00"),
    ],
)
def test_time_typed_as_a_number_is_one_time_in_every_format(typed: float, says: str) -> None:
    for content in both(rows(time=typed)):
        assert taken(content)[0]["received_at"] == f"2026-11-23T{says}:00+00:00"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (9.3, "09:03 or 09:30"),
        (22, "22:00 or 00:22"),
        (7, "07:00 or 00:07"),
        (22.7, "it may be 22:07"),
        (0.25, "part of the day"),
        (0, "no time"),
        (24.15, "no time"),
        (75, "no time"),
        (-1, "no time"),
    ],
)
def test_number_that_may_be_two_times_is_held_back_in_every_format(typed: float, says: str) -> None:
    content, book = both(rows(time=typed))
    assert says in held(book)
    assert held(content) == held(book)


@pytest.mark.parametrize("form", ["[hh]:mm", "[h]:mm:ss", "[mm]"])
def test_midnight_as_24_hours_is_held_back_in_every_format(form: str) -> None:
    made = book_of({"List": rows(time=timedelta(days=1))}, as_format(form))
    assert "24:00 may be the beginning or the end of that day" in held(made)
    assert "24:00 may be the beginning or the end" in held(csv_of(*rows(time="24:00")))


def test_time_of_day_is_read_whatever_its_format_shows() -> None:
    shown = [
        (time(2, 15), "hh:mm"),
        (timedelta(hours=2, minutes=15), "[hh]:mm"),
        (datetime.fromisoformat("2026-11-23 02:15"), "hh:mm"),
    ]
    for value, form in shown:
        made = book_of({"List": rows(time=value)}, as_format(form))
        assert taken(made)[0]["received_at"] == "2026-11-23T02:15:00+00:00"


@pytest.mark.parametrize(
    ("form", "typed", "says"), [("0.00", 9.3, "09:30"), ("0000", 15, "00:15"), ("00.00", 0.3, "00:30")]
)
def test_number_with_a_format_is_read_as_it_is_shown(form: str, typed: float, says: str) -> None:
    made = book_of({"List": rows(time=typed)}, as_format(form))
    assert taken(made)[0]["received_at"] == f"2026-11-23T{says}:00+00:00"


def test_zeros_that_a_format_adds_to_a_reference_stay() -> None:
    made = book_of({"List": rows(ref=123)}, as_format("000000", "A2"))
    assert taken(made)[0]["source_reference"] == "000123"


@pytest.mark.parametrize("form", ["General", "0.0", "0.00"])
def test_decimal_zeros_that_a_format_adds_to_a_reference_do_not_count(form: str) -> None:
    made = book_of({"List": rows(ref=41.0)}, as_format(form, "A2"))
    for content in (made, csv_of(*rows(ref="41.0")), csv_of(*rows(ref="41.00"))):
        assert taken(content)[0]["source_reference"] == "41"
    assert taken(csv_of(*rows(ref="41.5")))[0]["source_reference"] == "41.5"


@pytest.mark.parametrize("typed", ["1E+05", "1.2e+05"])
def test_reference_that_a_spreadsheet_shortened_is_held_back(typed: str) -> None:
    assert "shortened this number" in held(csv_of(*rows(ref=typed)))


@pytest.mark.parametrize("typed", [2017, 20317, 28.11, 1])
def test_number_that_is_no_certain_day_is_held_back_in_every_format(typed: float) -> None:
    content, book = both(rows(born=typed))
    assert "column “Child DOB”" in held(content) and held(content) == held(book)


def test_day_of_a_workbook_is_the_day_of_the_csv() -> None:
    made = book_of({"List": rows(born=date(2017, 3, 2), day=datetime(2026, 11, 23, 0, 0))})  # noqa: DTZ001
    assert taken(made) == taken(csv_of(*rows()))
    serial = rows(born=42796)
    assert taken(csv_of(*serial)) == taken(book_of({"List": serial})) == taken(csv_of(*rows()))


# Names.


def name(written: str, header: str = "Child name") -> bytes:
    return csv_of((*COLUMNS[:5], header), (*QUILL[:5], written))


@pytest.mark.parametrize(
    "written",
    [
        "Tamsin Quill; Ada Quill",
        "Tamsin Quill & Ada Quill",
        "Tamsin and Ada Quill",
        "Tamsin Quill\nAda Quill",
        "Tamsin Quill, Ada Quill",
        "Tamsin, Ada and Sam",
        "Tamsin/Ada Quill",
        "Tamsin Quill 8, Ada Quill 5",
        "Tamsin Quill 02/03/2017",
        "2 children",
        "Quill twins",
        "Tamsin Quill + siblings",
        "Tamsin Quill, Ada Quill, Sam Quill",
        "Tamsin Quill - Ada Quill",
        "Tamsin Quill Ada Quill",
        "• Tamsin Quill • Ada Quill",
        "Tamsin Quill plus one",
        "Tamsin or Ada Quill",
        "Same as above",
        "None",
    ],
)
def test_cell_that_may_name_several_people_is_held_back(written: str) -> None:
    assert held(name(written)).startswith("line 2: column “Child name”: ")


@pytest.mark.parametrize("written", ["2", "2.0", "(3)", "+1"])
def test_number_alone_is_told_from_a_name(written: str) -> None:
    assert held(name(written, "Children")).startswith(
        "line 2: column “Children”: it holds a number and no name."
    )


def test_one_comma_under_a_header_of_several_is_held_back() -> None:
    for header in ("Children names", "Children", "Children name(s)"):
        assert "several people" in held(name("Tamsin, Ada", header))
    assert taken(name("QUILL, Tamsin", "Children names"))[0]["children"][0]["family_name"] == "QUILL"


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        ("QUILL, Tamsin", "Tamsin", "QUILL"),
        ("QUILL Tamsin", "Tamsin", "QUILL"),
        ("VAN DER BERG Tamsin Jo", "Tamsin Jo", "VAN DER BERG"),
        ("DE LA CRUZ, Ana Maria", "Ana Maria", "DE LA CRUZ"),
        ("Tamsin QUILL", "Tamsin", "QUILL"),
        ("Tamsin Quill-Rook", "Tamsin", "Quill-Rook"),
        ("Anderson Sandy", "Anderson", "Sandy"),
        ("TJ Quill", "TJ", "Quill"),
        ("Tamsin O'Brien", "Tamsin", "O'Brien"),
        ("Quill-Rook, Tamsin", "Tamsin", "Quill-Rook"),
        ("Ali Ali", "Ali", "Ali"),
    ],
)
def test_one_name_is_split_as_it_is_written(written: str, given: str, family: str) -> None:
    [child] = taken(name(written))[0]["children"]
    assert (child["given_name"], child["family_name"]) == (given, family)


@pytest.mark.parametrize(
    "written",
    [
        "No children",
        "no known children",
        "There are no children",
        "None known",
        "Nil",
        "0",
        "NO CHILDREN PRESENT",
    ],
)
def test_cell_that_says_there_are_no_children_makes_no_child_and_is_told(written: str) -> None:
    [one] = contacts(name(written))
    assert one.problems == [] and not one.data.get("children")
    assert any("nobody to name" in says for _, says in one.remarks)


def test_no_children_beside_a_birth_date_is_held_back() -> None:
    content = csv_of((*COLUMNS[:5], "Child name", "Child DOB"), (*QUILL[:5], "No children", "02/03/2017"))
    assert "other columns tell of somebody" in held(content)


@pytest.mark.parametrize(
    ("given", "family"), [("No", "Kim"), ("Nil", "Quill"), ("Tamsin", "None"), ("None", "Quill")]
)
def test_words_that_people_are_called_by_stay_names(given: str, family: str) -> None:
    [child] = taken(csv_of(*rows(given=given, family=family)))[0]["children"]
    assert (child["given_name"], child["family_name"]) == (given, family)


def test_two_birth_dates_in_one_cell_are_held_back_for_the_real_reason() -> None:
    assert "more than one day" in held(csv_of(*rows(born="02/03/2017, 04/05/2019")))
