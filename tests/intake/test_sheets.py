"""Police lists as they really come: any order of columns, several separators and encodings, spreadsheets that were edited."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from board.domain.policy import Policy
from board.intake.gathering import Gathered, check, gathered
from board.intake.importing import vocabulary
from board.intake.lists.table import FILE_LIMIT, UnreadableList
from board.intake.model import to_new_contact
from tests.intake.making import NOW, read_here

HEADER = "Reference,Date received,Time,Concern,Summary,Child surname,Child forename,Child DOB"
ROW = "PPN-1,24/11/2026,07:52,Domestic abuse,Officers attended.,Quill,Zoë,02/03/2017"
WORDS = vocabulary(Policy.default(), "police")


def contacts(content: bytes | str) -> list[Gathered]:
    sheet = read_here(content.encode() if isinstance(content, str) else content)
    check(sheet, WORDS)
    return list(gathered(sheet, WORDS))


def one(content: bytes | str) -> dict[str, Any]:
    [found] = contacts(content)
    assert found.problems == []
    to_new_contact(found.data, now=NOW)
    return found.data


def problem(content: bytes | str) -> str:
    [found] = contacts(content)
    [(_, words)] = found.problems
    return words


def written(moment: str) -> datetime:
    """A time as a spreadsheet keeps it: without a zone."""
    return datetime.fromisoformat(moment)


def book(rows: Sequence[Sequence[object]], change: Callable[[Workbook], None] = lambda made: None) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


WHOLE = {
    "source": "police",
    "source_reference": "PPN-1",
    "received_at": "2026-11-24T07:52:00+00:00",
    "concern": "domestic_abuse",
    "summary": "Officers attended.",
    "children": [{"family_name": "Quill", "given_name": "Zoë", "born_on": "2017-03-02"}],
}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_list_is_read_whatever_its_separator_and_encoding(separator: str, encoding: str) -> None:
    text = f"{HEADER}\r\n{ROW}\r\n".replace(",", separator)
    assert one(text.encode(encoding)) == WHOLE


def test_columns_may_stand_in_any_order_under_other_names() -> None:
    assert (
        one(
            "DOB (child);CHILD'S FORENAME;child_surname;Circumstances;Nature of concern;TIME REPORTED;"
            "Date Reported (dd/mm/yyyy);Occurrence No.\n"
            "2/3/2017;Zoë;Quill;Officers attended.;DA;0752;24.11.2026;PPN-1\n"
        )
        == WHOLE
    )


def test_separator_that_the_file_declares_is_believed() -> None:
    assert one("sep=;\r\n" + f"{HEADER}\r\n{ROW}\r\n".replace(",", ";")) == WHOLE


def test_titles_above_the_header_are_left_aside_and_told() -> None:
    content = f"Overnight list,,\n,,\n{HEADER}\n{ROW}\n"
    assert one(content) == WHOLE
    assert read_here(content.encode()).remarks == ("Line 1 stands above the header and was left aside.",)
    assert contacts(content)[0].numbers == [4]


def test_lines_of_one_reference_are_one_family() -> None:
    data = one(
        "Ref,Received,Concern,Summary,Role,Surname,Forename,DOB,School\n"
        "P-1,24/11/2026 07:52,neglect,Seen alone.,Child,Quill,Zoë,02/03/2017,Mill School\n"
        "P-1,,,,Child,Quill,Ned,03/04/2019,\n"
        "P-1,,,,Unborn,Quill,,,\n"
        "P-1,,,,Mother,Quill,Orla,01/01/1990,\n"
        "P-1,,,,Suspect,Rook,Sam,,\n"
    )
    assert [c.get("given_name") for c in data["children"]] == ["Zoë", "Ned", None]
    assert data["children"][2] == {"unborn": True, "family_name": "Quill"}
    assert [a["role"] for a in data["adults"]] == ["parent", "alleged_perpetrator"]


def test_numbered_columns_are_several_children_of_one_line() -> None:
    data = one(
        "Ref,Received,Concern,Summary,Child 1 name,Child 1 DOB,Child 2 name,Child 2 DOB,Victim,Victim DOB,Safe number\n"
        'P-1,24/11/2026 07:52,neglect,Seen.,"QUILL, Zoë",02/03/2017,Ned Quill,03/04/2019,Orla Quill,01/01/1990,+44 7700 900123\n'
    )
    assert [(c["given_name"], c["family_name"], c["born_on"]) for c in data["children"]] == [
        ("Zoë", "QUILL", "2017-03-02"),
        ("Ned", "Quill", "2019-04-03"),
    ]
    assert data["adults"][0]["safe_contact"] == {"channel": "+44 7700 900123"}


def test_person_repeated_on_every_line_counts_once() -> None:
    data = one(
        "Ref,Received,Concern,Summary,Child name,Victim name,Victim DOB\n"
        "P-1,24/11/2026 07:52,neglect,Seen.,Zoë Quill,Orla Quill,01/01/1990\n"
        "P-1,24/11/2026 07:52,neglect,Seen.,Ned Quill,Orla Quill,\n"
        "P-1,24/11/2026 07:52,neglect,Seen.,Ned Quill,Orla Quill,01/01/1990\n"
    )
    assert len(data["children"]) == 2
    assert data["adults"] == [
        {"role": "victim", "given_name": "Orla", "family_name": "Quill", "born_on": "1990-01-01"}
    ]


def test_unborn_child_is_known_by_its_name() -> None:
    data = one(f"{HEADER},Child EDD\nP-1,24/11/2026,07:52,neglect,Seen.,Unborn Quill,,,10/02/2027\n")
    assert data["children"] == [{"unborn": True, "family_name": "Quill", "expected_on": "2027-02-10"}]


def test_times_are_london_times() -> None:
    rows = [("24/11/2026", "2026-11-24T07:52:00+00:00"), ("01/07/2026", "2026-07-01T07:52:00+01:00")]
    for day, moment in rows:
        assert one(f"{HEADER}\n{ROW.replace('24/11/2026', day)}\n")["received_at"] == moment


def test_hour_that_came_twice_counts_from_its_first_and_one_that_never_was_is_refused() -> None:
    [twice] = contacts(f"{HEADER}\n{ROW.replace('24/11/2026,07:52', '25/10/2026,01:30')}\n")
    assert twice.data["received_at"] == "2026-10-25T01:30:00+01:00" and "came twice" in twice.remarks[0][1]
    assert "no such time" in problem(f"{HEADER}\n{ROW.replace('24/11/2026,07:52', '29/03/2026,01:30')}\n")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=1+1", "formula"),
        ("=cmd|' /C calc'!A0", "formula"),
        ("＝1+1", "formula"),
        ("#REF!", "error value"),
    ],
)
def test_formula_holds_the_line_back_and_says_how_to_mend_it(cell: str, words: str) -> None:
    assert words in problem(f"{HEADER}\n{ROW.replace('Officers attended.', cell)}\n")


@pytest.mark.parametrize("cell", ["-cmd|calc", "+SUM(A1)", "@SUM(A1)", "- officers attended"])
def test_text_that_a_spreadsheet_would_run_loses_its_mark_and_it_is_told(cell: str) -> None:
    [found] = contacts(f"{HEADER}\n{ROW.replace('Officers attended.', cell)}\n")
    assert found.data["summary"] == cell.lstrip("+-@ ")
    assert "the mark was left out" in found.remarks[0][1]


@pytest.mark.parametrize(
    ("cell", "school"),
    [("+44 7700 900123", "+44 7700 900123"), ("-", None), ("n/k", None), ("None Quill", "None Quill")],
)
def test_phone_number_a_lone_dash_and_a_name_are_no_formulas(cell: str, school: str | None) -> None:
    [child] = one(f"{HEADER},Child school\n{ROW},{cell}\n")["children"]
    assert child.get("school") == school


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("11/24/2026", "days come first"),
        ("31/02/2026", "no such day"),
        ("02/03/17", "two digits"),
        ("tomorrow", "24/11/2026"),
        ("1.7E+12", "24/11/2026"),
    ],
)
def test_birth_date_that_cannot_be_read_says_how_to_write_it(day: str, words: str) -> None:
    assert words in problem(f"{HEADER}\n{ROW.replace('02/03/2017', day)}\n")


def test_number_the_spreadsheet_has_shortened_is_not_guessed() -> None:
    assert "shortened" in problem(f"{HEADER}\n{ROW.replace('PPN-1', '1.23457E+14')}\n")


def test_lines_of_one_reference_that_contradict_hold_each_other_back() -> None:
    assert "than line 2" in problem(
        f"{HEADER}\n{ROW}\n{ROW.replace('Officers attended.', 'Nobody attended.')}\n"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"a" * (FILE_LIMIT + 1), "larger than 10 MB"),
        (b"\xd0\xcf\x11\xe0old", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (f"{HEADER}\n{ROW}".encode("utf-16-le"), "does not say in which encoding"),
        (b"\x00" + b"\x01ab" * 90, "no text: it holds NUL bytes"),
        (b"\xff\xfeA", "throughout"),
        ((HEADER + '\nPPN-1,"never closed\n' + ROW).encode(), "quotation marks do not pair"),
        ((HEADER + "\n" + "\n".join([ROW] * 5_001)).encode(), "more than 5,000 lines"),
        ((HEADER + "\n" + "," * 200 + "x").encode(), "more than 200 columns"),
        ((HEADER + "\n" + "a" * 40_000).encode(), "more than 32,767 characters"),
        (b"PK\x03\x04 not really", "cannot be opened"),
    ],
)
def test_file_that_is_no_list_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableList, match=words):
        read_here(content)


def test_file_without_known_columns_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableList, match="No line near the top"):
        contacts("one,two\n1,2\n")


def test_missing_column_is_named() -> None:
    with pytest.raises(UnreadableList, match=r"when each was received .* what it is about"):
        contacts("Reference,Summary,Child name\nP-1,Seen.,Zoë Quill\n")


def test_two_columns_of_one_name_are_not_guessed_between() -> None:
    with pytest.raises(UnreadableList, match="mean the same field"):
        contacts(f"{HEADER},Child D.O.B.\n{ROW},03/03/2017\n")


def test_column_nobody_knows_is_told_and_not_dropped_in_silence() -> None:
    unused = read_here(f"{HEADER},Shoe size,Crime number,Address\n{ROW},4,99,1 Row\n".encode()).unused
    assert [name for name, _ in unused] == ["Shoe size", "Crime number", "Address"]
    assert "whose it is" in unused[2][1]


# Workbooks.

COLUMNS = ("Reference", "Received", "Concern", "Summary", "Child name", "Child DOB")


def test_workbook_with_real_dates_is_read_in_london_time() -> None:
    row = ("P-1", written("2026-07-01 08:52"), "Neglect", "Seen.", "Zoë Quill", date(2017, 3, 2))
    data = one(book([COLUMNS, row]))
    assert (
        data["received_at"] == "2026-07-01T08:52:00+01:00" and data["children"][0]["born_on"] == "2017-03-02"
    )


def test_workbook_edited_in_a_spreadsheet_keeps_numbers_serials_and_times() -> None:
    row = (20261124001, 46350, time(7, 52), "Neglect", "Seen.", 42796)
    data = one(book([("URN", "Date", "Time", "Concern", "Summary", "DOB"), row]))
    assert (data["source_reference"], data["received_at"]) == ("20261124001", "2026-11-24T07:52:00+00:00")
    assert data["children"] == [{"born_on": "2017-03-02"}]


def test_workbook_that_counts_from_1904_is_understood() -> None:
    def from_1904(made: Workbook) -> None:
        made.epoch = written("1904-01-01")

    row = ("P-1", 46350 - 1462, "Neglect", "Seen.", "Zoë Quill", 42796 - 1462)
    assert one(book([COLUMNS, row], from_1904))["children"][0]["born_on"] == "2017-03-02"


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://invented.example","x")'])
def test_formula_in_a_workbook_holds_the_line_back(formula: str) -> None:
    row = ("P-1", written("2026-11-24 07:52"), "Neglect", formula, "Zoë Quill", None)
    assert "formula" in problem(book([COLUMNS, row]))


def test_cell_merged_over_several_lines_counts_in_each() -> None:
    def merge(made: Workbook) -> None:
        for column in "ABCD":
            made.worksheets[0].merge_cells(f"{column}2:{column}3")

    rows = [
        COLUMNS,
        ("P-1", written("2026-11-24 07:52"), "Neglect", "Seen.", "Zoë Quill", None),
        (None,) * 4 + ("Ned Quill", None),
    ]
    [found] = contacts(book(rows, merge))
    assert found.numbers == [2, 3] and len(found.data["children"]) == 2 and found.problems == []


def test_line_far_below_the_others_is_not_lost() -> None:
    def far(made: Workbook) -> None:
        made.worksheets[0].cell(row=20_000, column=1, value="P-2")

    row = ("P-1", written("2026-11-24 07:52"), "Neglect", "Seen.", "Zoë Quill", None)
    assert [one.numbers for one in contacts(book([COLUMNS, row], far))] == [[2], [20_000]]


def test_empty_lines_and_other_sheets_are_left_aside_and_told() -> None:
    def more(made: Workbook) -> None:
        made.create_sheet("Notes").append(["nothing here"])
        hidden = made.create_sheet("Old")
        hidden.append(list(COLUMNS))
        hidden.sheet_state = "hidden"

    row = ("P-1", written("2026-11-24 07:52"), "Neglect", "Seen.", "Zoë Quill", None)
    content = book([COLUMNS, (None,) * 6, row], more)
    assert contacts(content)[0].numbers == [3]
    assert read_here(content).remarks == (
        "Sheet “Notes” holds no list and was left aside.",
        "Sheet “Old” is hidden and holds no list; it was left aside.",
    )


def test_workbook_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "x")
        with bomb.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(70):
                part.write(b"0" * 1024 * 1024)
    with pytest.raises(UnreadableList, match="unpacks to far more"):
        read_here(stream.getvalue())


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_damaged_workbook_is_refused_in_a_sentence(part: str) -> None:
    whole = zipfile.ZipFile(io.BytesIO(book([COLUMNS])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as damaged:
        for name in whole.namelist():
            damaged.writestr(name, whole.read(name)[:40] if name == part else whole.read(name))
    with pytest.raises(UnreadableList):
        read_here(stream.getvalue())
