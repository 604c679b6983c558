"""A list sent as an Excel workbook: values and marks, bounded before it is unpacked, merged cells filled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from xml.parsers.expat import ExpatError

from board.intake.cells import FORMULA, Cell, Unusable
from board.intake.lists.table import COLUMN_LIMIT, Line, Table, UnreadableList, bounded
from board.intake.lists.workbook_marks import Marks, marks_of

UNPACKED_LIMIT: Final = 60 * 1024 * 1024
PARTS_LIMIT: Final = 500
MERGED_LINES: Final = 200  # more than any family has
_AGAIN: Final = "Save it again as .xlsx, or as CSV."
_BESIDE: Final = (
    ("comments", "The workbook has notes or comments on cells, which the board does not read."),
    ("xl/media/", "The workbook has pictures, which the board does not read."),
)
_OTHERS: Final = (
    ("xl/workbook.bin", "This is a binary workbook (.xlsb)."),
    ("word/document.xml", "This is a Word document."),
    ("content.xml", "This is an OpenDocument file (.ods)."),
    ("index/document.iwa", "This is a Numbers document."),
)


def tables_of(content: bytes) -> tuple[Table, ...]:
    """The sheets of this workbook that hold something. Raises UnreadableList."""
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise UnreadableList(
            f"The workbook cannot be opened: the file is cut short or damaged. {_AGAIN}"
        ) from None
    with book:
        parts = _parts(book)
        try:
            marks, since_1904 = marks_of(book, parts)
            values = _values(content, book, parts)
        except UnreadableList:
            raise
        except ExpatError:
            raise UnreadableList(f"A sheet of the workbook is damaged. {_AGAIN}") from None
        except RuntimeError as error:
            if "password" in str(error) or "encrypted" in str(error):
                raise UnreadableList(
                    "The workbook has a password. Save it as .xlsx without a password."
                ) from None
            raise UnreadableList(f"The workbook is damaged. {_AGAIN}") from None
        except Exception:  # a damaged file makes zipfile, zlib and calamine raise nearly anything
            raise UnreadableList(f"The workbook is damaged. {_AGAIN}") from None
    remarks = tuple(says for part, says in _BESIDE if any(part in name for name in parts))
    tables = [_table(name, rows, marks.get(name) or Marks(), since_1904, remarks) for name, rows in values]
    return tuple(table for table in tables if table.lines)


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    # zipfile never yields more of a part than its declared size, so the declared sizes bound what can be unpacked.
    infos = book.infolist()
    if len(infos) > PARTS_LIMIT or sum(info.file_size for info in infos) > UNPACKED_LIMIT:
        raise UnreadableList(
            "The workbook unpacks to far more than a list would hold. Copy the list alone into a new workbook."
        )
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info.filename for info in infos}
    if "xl/workbook.xml" in parts:
        return parts
    for part, says in _OTHERS:
        if part in parts:
            raise UnreadableList(f"{says} Save the list as .xlsx or as CSV.")
    raise UnreadableList(
        "This is a zip archive and no Excel workbook. Take the list out of it and send that."
    )


def _values(
    content: bytes, book: zipfile.ZipFile, parts: dict[str, str]
) -> list[tuple[str, list[list[object]]]]:
    # Here, because only lists need it, and every web process would import it at start.
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    read = CalamineWorkbook.from_filelike(io.BytesIO(_plain(content, book, parts)))
    found: list[tuple[str, list[list[object]]]] = []
    for about in read.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = read.get_sheet_by_name(about.name)
            found.append((about.name, sheet.to_python(skip_empty_area=False)))  # type: ignore[arg-type]
    return found


def _plain(content: bytes, book: zipfile.ZipFile, parts: dict[str, str]) -> bytes:
    """The workbook itself, or a copy with plain names where they are written with backslashes or a leading slash."""
    if all("\\" not in name and not name.startswith("/") for name in parts.values()):
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as copy:
        for name in parts.values():
            copy.writestr(name.replace("\\", "/").lstrip("/"), book.read(name))
    return made.getvalue()


def _table(
    name: str, rows: list[list[object]], marks: Marks, since_1904: bool, remarks: tuple[str, ...]
) -> Table:
    if marks.last_column > COLUMN_LIMIT:
        raise UnreadableList(
            f"Line {marks.wide_row} has more than {COLUMN_LIMIT} columns. Is this the right file?"
        )
    lines = _filled(list(bounded(_lines(rows, marks))), marks.merged)
    return Table(
        name,
        tuple(lines),
        hidden=marks.hidden,
        hidden_lines=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(number - 1 for number in marks.hidden_columns),
        epoch_1904=since_1904,
        remarks=remarks,
    )


def _lines(rows: list[list[object]], marks: Marks) -> Iterator[Line]:
    marked = {row for row, _ in marks.formulas | marks.errors}
    for number, row in enumerate(rows, start=1):
        if number not in marked and not any(value not in ("", None) for value in row):
            continue
        cells = [_cell(value, number, column, marks) for column, value in enumerate(row, start=1)]
        while cells and cells[-1] is None:
            cells.pop()
        yield Line(number, tuple(cells))


def _cell(value: object, row: int, column: int, marks: Marks) -> Cell:
    at = row, column
    if at in marks.formulas:
        return Unusable(FORMULA)
    if at in marks.errors:
        return Unusable("it holds a spreadsheet's error value: mend the cell")
    if value is None or value == "":
        return None
    if isinstance(value, timedelta):  # a format such as [hh]:mm, which shows more than 24 hours
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        shown = f"{minutes // 60:02}:{minutes % 60:02}"
        return f"{shown}:{seconds:02}" if seconds else shown
    if isinstance(value, float):
        if at in marks.padded:
            return _padded(value, marks.padded[at])
        return int(value) if value.is_integer() and abs(value) < 1e15 else float(f"{value:.15g}")
    if isinstance(value, datetime | time) and value.microsecond:
        return _to_seconds(value)
    if isinstance(value, str | int | date | time):
        return value
    return Unusable(FORMULA)


def _to_seconds(value: datetime | time) -> datetime | time:
    """A fraction of a day is seldom a whole second."""
    at = datetime.combine(date(2000, 1, 1), value) if isinstance(value, time) else value
    at = (at + timedelta(microseconds=500_000)).replace(microsecond=0)
    return at.time() if isinstance(value, time) else at


def _padded(value: float, form: str) -> str:
    """The number as its format shows it, with the zeros that the format adds."""
    whole, point, decimals = form.partition(".")
    return f"{value:0{len(whole) + len(point) + len(decimals)}.{len(decimals)}f}"


def _filled(lines: list[Line], merged: list[str]) -> list[Line]:
    """A cell merged over several lines counts in each of them; merged sideways it stays in its first column."""
    by_number = {line.number: list(line.cells) for line in lines}
    for reference in merged:
        match = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})", reference)
        if not match:
            continue
        left, top, bottom = _number(match[1]), int(match[2]), int(match[3])
        cells = by_number.get(top)
        if cells is None or left > len(cells):
            continue
        for number in range(top + 1, min(bottom, top + MERGED_LINES) + 1):
            below = by_number.get(number)
            if below is not None:
                below.extend([None] * (left - len(below)))
                below[left - 1] = cells[left - 1]
    return [Line(line.number, tuple(by_number[line.number])) for line in lines]


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found
