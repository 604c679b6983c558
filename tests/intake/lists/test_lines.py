"""No cell, line, row, column or sheet of a list is lost in silence: it is taken, or held back with its words and the remedy."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from board.intake.lists.layout import Hidden, Layout
from board.intake.lists.table import UnreadableList
from tests.intake.lists.making import COLUMNS, QUILL, ROOK, book_of, contacts, csv_of, edited, held, taken
from tests.intake.making import read_here

HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("HX-1,23/11/2026,02:15,Neglect,Seen alone, a dog barked,Quill,Tamsin,02/03/2017", "“a dog barked”"),
        (
            "HX-1,23/11/2026,02:15,Neglect,Seen, cold, hungry,Quill,Tamsin,02/03/2017",
            "column 9 “Tamsin”, column 10",
        ),
        ("HX-1,23/11/2026,02:15,Neglect,Seen alone,then,Quill,Tamsin,", "9 cells and its header 8"),
        (
            "HX-1,23/11/2026 02:15,Neglect,Seen alone.,Quill,Tamsin,02/03/2017",
            "Put in the cells that are missing",
        ),
        ("HX-1,23/11/2026", "2 cells and its header 8"),
    ],
)
def test_line_of_another_length_than_its_header_is_held_back_with_its_words(line: str, words: str) -> None:
    says = held(f"{HEADER}\n{line}\n".encode())
    assert says.startswith("line 2: it has") and words in says and "“HX-1”" in says


@pytest.mark.parametrize(
    "rest",
    ["Seen, a dog barked,Quill,Tamsin", "Seen at night, cold,,Tamsin", "Seen.,Quill, Tamsin,02/03/2017"],
)
def test_comma_that_shifts_cells_of_a_line_of_the_right_length_is_held_back(rest: str) -> None:
    says = held(f"{HEADER}\nHX-1,23/11/2026,02:15,Neglect,{rest}\n".encode())
    assert "begins with a space" in says and "put the whole cell in quotation marks" in says


def test_cells_that_a_program_pads_with_spaces_are_taken() -> None:
    lines = [f"HX-{n},23/11/2026,02:15,Neglect,Seen., Quill, Tamsin,02/03/2017" for n in range(4)]
    assert len(taken("\n".join([HEADER, *lines]).encode())) == 4


def test_line_of_another_length_holds_its_family_back() -> None:
    [found] = contacts(f"{HEADER}\n{','.join(QUILL)}\nHX-1,23/11/2026,02:15,Neglect,a,b,c,d,e\n".encode())
    assert found.numbers == [2, 3] and "9 cells" in found.problems[0][1]


def test_separator_at_the_end_of_every_line_shifts_nothing() -> None:
    lines = [",".join((f"HX-{n}", *QUILL[1:])) + "," for n in range(3)]
    assert len(taken("\n".join([HEADER, *lines]).encode())) == 3


@pytest.mark.parametrize("quote", ['"Seen alone, cold"', '  "Seen alone, cold"', '"Seen alone, cold" '])
def test_space_before_a_quotation_mark_opens_the_cell_all_the_same(quote: str) -> None:
    line = f"HX-1, 23/11/2026, 02:15, Neglect, {quote.rstrip()}, Quill, Tamsin, 02/03/2017"
    [one] = taken(f"{HEADER.replace(',', ', ')}\n{line}\n".encode())
    assert one["summary"] == "Seen alone, cold" and one["children"][0]["given_name"] == "Tamsin"


def test_speech_after_a_comma_does_not_hide_the_rest_of_the_list() -> None:
    content = f'{HEADER}\nHX-1,23/11/2026,02:15,Neglect,He said, "go" twice,Quill,Tamsin,02/03/2017\n{",".join(ROOK)}\n'
    first, second = contacts(content.encode())
    assert "9 cells" in first.problems[0][1] and second.problems == []


@pytest.mark.parametrize("place", [8, 9, 12])
def test_cell_under_no_header_of_a_workbook_is_held_back(place: int) -> None:
    row = [*QUILL, *[None] * (place - 8), "a second child upstairs"]
    says = held(book_of({"List": [COLUMNS, row]}))
    assert "under no header" in says and f"column {place + 1}: “a second child upstairs”" in says


def test_cell_under_an_empty_header_is_held_back_in_every_format() -> None:
    rows = [(*COLUMNS[:5], "", *COLUMNS[5:]), (*QUILL[:5], "knife", *QUILL[5:])]
    assert held(csv_of(*rows)) == held(book_of({"List": rows}))


# Sheets.


def test_every_visible_sheet_is_taken_and_its_lines_are_named_by_it() -> None:
    found = contacts(book_of({"Friday": [COLUMNS, QUILL], "Saturday": [COLUMNS, ROOK]}))
    assert [str(one.numbers[0]) for one in found] == ["2 of sheet “Friday”", "2 of sheet “Saturday”"]
    assert not any(one.problems for one in found)


def test_sheets_with_headers_of_their_own_are_each_taken() -> None:
    other = ("Ref", "Received", "Concern", "Summary", "Child name")
    row = ("HX-9", "23/11/2026 04:10", "Neglect", "Seen.", "Ivo Wren")
    assert len(taken(book_of({"A": [COLUMNS, QUILL], "B": [other, row]}))) == 2


@pytest.mark.parametrize("first", ["Incidents", "Children"])
def test_people_on_a_sheet_of_their_own_join_their_contact_by_its_reference(first: str) -> None:
    sheets = {
        "Incidents": [COLUMNS[:5], QUILL[:5]],
        "Children": [
            ("PPN ref", "Child name", "Child DOB"),
            ("HX-1", "Ada Quill", "02/03/2017"),
            ("HX-1", "Sam Quill", ""),
        ],
    }
    [one] = taken(book_of({name: sheets[name] for name in sorted(sheets, key=lambda n: n != first)}))
    assert [child["given_name"] for child in one["children"]] == ["Ada", "Sam"]


def test_people_whose_reference_no_other_sheet_has_are_held_back() -> None:
    children = [("PPN ref", "Child name"), ("HX-7", "Ada Quill")]
    _, lost = contacts(book_of({"Incidents": [COLUMNS[:5], QUILL[:5]], "Children": children}))
    assert "no line of another sheet has this reference" in lost.problems[0][1]


def test_sheet_whose_lines_find_no_contact_is_refused_by_its_name() -> None:
    sheets = {
        "Incidents": [COLUMNS[:5], QUILL[:5]],
        "Children": [("Child name", "Child DOB"), ("Ada Quill", "02/03/2017")],
    }
    with pytest.raises(UnreadableList, match=r"Sheet “Children”: No column says .* Reference column"):
        contacts(book_of(sheets))


def test_table_of_unknown_columns_beside_the_list_is_held_back_by_its_name() -> None:
    found = contacts(
        book_of({"List": [COLUMNS, QUILL], "More": [("Nr", "Kid"), ("1", "Ada Quill"), ("2", "Sam Quill")]})
    )
    assert [str(one.numbers[0]) for one in found if one.problems] == [
        "2 of sheet “More”",
        "3 of sheet “More”",
    ]
    assert "its sheet names no columns" in found[1].problems[0][1]


def test_two_lists_below_each_other_are_each_read_under_their_own_header() -> None:
    other = (
        "PPN ref",
        "Child name",
        "Date received",
        "Time",
        "Concern",
        "Circumstances",
        "School",
        "Child DOB",
    )
    row = ("HX-3", "Ivo Wren", "23/11/2026", "04:10", "Neglect", "Seen.", "Mill Lane", "01/02/2014")
    first, second = taken(csv_of(COLUMNS, QUILL, other, row))
    assert first["children"][0]["given_name"] == "Tamsin" and second["children"][0]["school"] == "Mill Lane"


@pytest.mark.parametrize(
    "closing",
    [
        "Total,2",
        "End of report",
        "*** END OF REPORT ***",
        "Page 1 of 2",
        "2 records",
        "OFFICIAL-SENSITIVE",
        "--- End of extract ---",
        "(2 rows affected)",
        "Total contacts: 2",
        "Report run by,system",
        "------,------",
    ],
)
def test_headers_totals_and_ends_of_a_report_are_passed_over_and_said_once(closing: str) -> None:
    lines = [HEADER, ",".join(QUILL), HEADER, ",".join(ROOK), closing, closing]
    content = "\n".join(lines).encode()
    assert len(taken(content)) == 2
    assert read_here(content).remarks == (
        "Line 3 says the header again and was passed over.",
        "Lines 5, 6 say the end or a total of the list, or nothing, and were passed over.",
    )


# Hidden parts of a workbook.


def _hide_row(made: Workbook) -> None:
    made.worksheets[0].row_dimensions[3].hidden = True


def _hide_column(made: Workbook) -> None:
    made.worksheets[0].column_dimensions["H"].hidden = True


def _hide_sheet(made: Workbook) -> None:
    made.worksheets[1].sheet_state = "veryHidden"


@pytest.mark.parametrize(("choice", "count"), [("read", 2), ("leave", 1)])
def test_hidden_row_is_held_back_until_a_person_chose(choice: Hidden, count: int) -> None:
    content = book_of({"List": [COLUMNS, QUILL, ROOK]}, _hide_row)
    seen, secret = contacts(content)
    assert seen.problems == [] and "hidden in the workbook" in secret.problems[0][1]
    assert len(taken(content, Layout(hidden=choice))) == count


def _flattened(name: str, part: bytes) -> tuple[str, bytes]:
    return name, part.replace(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')


def _hide_rows_that_say_nothing(made: Workbook) -> None:
    made.worksheets[0].sheet_format.zeroHeight = True
    for number in (1, 2):
        made.worksheets[0].row_dimensions[number].hidden = False


def test_row_without_height_is_held_back() -> None:
    seen, secret = contacts(edited(book_of({"List": [COLUMNS, QUILL, ROOK]}), _flattened))
    assert seen.problems == [] and "hidden in the workbook" in secret.problems[0][1]


def test_rows_hidden_by_the_sheet_are_held_back() -> None:
    found = contacts(book_of({"List": [COLUMNS, QUILL, ROOK]}, _hide_rows_that_say_nothing))
    assert "hidden in the workbook" in found[1].problems[0][1]


def test_note_on_a_cell_is_told() -> None:
    def note(made: Workbook) -> None:
        made.worksheets[0]["F2"].comment = Comment("also called Rook", "A. Finch")

    assert "notes or comments" in read_here(book_of({"List": [COLUMNS, QUILL]}, note)).remarks[0]


def test_hidden_row_of_a_family_holds_the_family_back() -> None:
    says = held(book_of({"List": [COLUMNS, QUILL, ("HX-1", *ROOK[1:])]}, _hide_row))
    assert says.startswith("line 3: it is hidden")


def test_hidden_column_holds_back_the_lines_that_fill_it() -> None:
    rows = [COLUMNS, QUILL, (*ROOK[:7], None)]
    content = book_of({"List": rows}, _hide_column)
    first, second = contacts(content)
    assert "column “Child DOB”: it is hidden" in first.problems[0][1] and second.problems == []
    assert taken(content, Layout(hidden="read"))[0]["children"][0]["born_on"] == "2017-03-02"
    assert "born_on" not in taken(content, Layout(hidden="leave"))[0]["children"][0]
    assert read_here(content, Layout(hidden="read")).remarks == (
        "Column “Child DOB” is hidden and was read.",
    )


def test_hidden_sheet_with_a_list_is_held_back() -> None:
    content = book_of({"A": [COLUMNS, QUILL], "B": [COLUMNS, ROOK]}, _hide_sheet)
    assert [bool(one.problems) for one in contacts(content)] == [False, True]
    assert (
        len(taken(content, Layout(hidden="read"))) == 2 and len(taken(content, Layout(hidden="leave"))) == 1
    )
