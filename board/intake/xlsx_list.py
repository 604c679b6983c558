"""A list sent as an Excel workbook: values only, bounded before it is unpacked, merged cells filled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any, Final
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from board.intake.cells import FORMULA, Cell, Unusable
from board.intake.sheet import COLUMN_LIMIT, LINE_LIMIT, Line, Sheet, UnreadableList, bounded, under_header

UNPACKED_LIMIT: Final = 60 * 1024 * 1024
PARTS_LIMIT: Final = 500
ROWS_OF_A_SHEET: Final = 1_048_576
MERGED_LINES: Final = 200  # more than any family has
_BROKEN: Final = (
    "The workbook cannot be opened: it is damaged, or no Excel file. Save it anew as .xlsx, or as CSV."
)
_MERGE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"


def _unpacks_small(content: bytes) -> None:
    # zipfile never yields more of a part than its declared size, so the declared sizes bound what openpyxl can unpack.
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        infos = parts.infolist()
        if len(infos) > PARTS_LIMIT or sum(info.file_size for info in infos) > UNPACKED_LIMIT:
            raise UnreadableList(
                "The workbook unpacks to far more than a list would hold. Copy the list alone into a new workbook."
            )
        if "xl/workbook.xml" not in parts.namelist():
            raise UnreadableList("This is no Excel workbook. The board reads CSV and XLSX.")


def _cell(cell: Any) -> Cell:
    value = cell.value
    if getattr(cell, "data_type", None) == "f" or not isinstance(
        value, str | int | float | date | time | timedelta | None
    ):
        return Unusable(FORMULA)
    if getattr(cell, "data_type", None) == "e":
        return Unusable("it holds a spreadsheet's error value: mend the cell")
    if isinstance(value, timedelta):  # a time of day beyond 24 hours, or one formatted as a duration
        return value / timedelta(days=1)
    return value


def _rows(worksheet: Any) -> Iterator[Line]:
    worksheet.reset_dimensions()  # what a file says about its own size is not to be trusted
    rows = worksheet.iter_rows(max_row=ROWS_OF_A_SHEET, max_col=COLUMN_LIMIT + 1)
    for number, row in enumerate(rows, start=1):
        cells = [_cell(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        yield Line(number, tuple(cells))


def _merged(worksheet: Any) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    with worksheet._get_source() as source:  # read-only worksheets do not tell their merged cells
        for _, element in iterparse(source):  # noqa: S314 - expat bounds entities, and the size is bounded already
            if element.tag == _MERGE and len(found) < LINE_LIMIT:
                left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
                found.append((left or 1, top or 1, right or 1, bottom or 1))
            element.clear()
    return found


def _filled(lines: list[Line], merged: list[tuple[int, int, int, int]]) -> list[Line]:
    """A cell merged over several lines counts in each of them; merged sideways it stays in its first column."""
    by_number = {line.number: list(line.cells) for line in lines}
    for left, top, _, bottom in merged:
        cells = by_number.get(top)
        if cells is None or left > len(cells):
            continue
        for number in range(top + 1, min(bottom, top + MERGED_LINES) + 1):
            below = by_number.get(number)
            if below is not None:
                below.extend([None] * (left - len(below)))
                below[left - 1] = cells[left - 1]
    return [Line(line.number, tuple(by_number[line.number])) for line in lines]


def read(content: bytes) -> Sheet:
    """The list in this workbook: the visible sheet that names most columns. Raises UnreadableList."""
    try:
        _unpacks_small(content)
        return _read(content)
    except UnreadableList:
        raise
    except (
        Exception
    ):  # a damaged or hostile file makes zipfile, zlib, expat and openpyxl raise nearly anything
        raise UnreadableList(_BROKEN) from None


def _read(content: bytes) -> Sheet:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    best: Sheet | None = None
    title, others = "", []
    try:
        for worksheet in book.worksheets:
            if worksheet.sheet_state != "visible":
                others.append(worksheet.title)
                continue
            lines = _filled(
                list(bounded(line for line in _rows(worksheet) if not line.blank)), _merged(worksheet)
            )
            found = under_header(lines)
            if found and (best is None or len(found[0].taken) > len(best.header.taken)):
                others += [title] if title else []
                best, title = (
                    Sheet(found[0], found[1], found[2], book.epoch == CALENDAR_MAC_1904),
                    worksheet.title,
                )
            elif lines:
                others.append(worksheet.title)
    finally:
        book.close()
    if best is None:
        raise UnreadableList(
            "No sheet of the workbook names columns the board knows, such as Reference, Date received, Child surname."
        )
    aside = (
        f"{len(others)} other sheet{'s were' if len(others) > 1 else ' was'} left aside (hidden, or no list)."
        if others
        else ""
    )
    return Sheet(best.header, best.lines, (*best.remarks, *([aside] if aside else [])), best.epoch_1904)
