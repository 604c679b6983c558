"""Lists as CSV and as workbooks. Everybody in them is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

from board.domain.policy import Policy
from board.intake.gathering import Gathered, check, gathered
from board.intake.importing import vocabulary
from board.intake.lists.layout import Layout
from board.intake.model import to_new_contact
from tests.intake.making import NOW, read_here

COLUMNS = (
    "PPN ref",
    "Date received",
    "Time",
    "Concern",
    "Circumstances",
    "Child surname",
    "Child forename",
    "Child DOB",
)
QUILL = ("HX-1", "23/11/2026", "02:15", "Neglect", "Seen alone.", "Quill", "Tamsin", "02/03/2017")
ROOK = ("HX-2", "23/11/2026", "03:20", "Neglect", "Seen at night.", "Rook", "Ada", "04/05/2015")
Rows = Sequence[Sequence[object]]


def csv_of(*rows: Sequence[object]) -> bytes:
    """These rows as CSV, every cell in quotation marks."""
    quoted = (",".join('"{}"'.format(str(c).replace('"', '""')) for c in row) for row in rows)
    return "\r\n".join(quoted).encode()


def book_of(sheets: dict[str, Rows], change: Callable[[Workbook], None] = lambda made: None) -> bytes:
    """A workbook of these sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def edited(book: bytes, edit: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The workbook with each part renamed or rewritten."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as whole,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in whole.namelist():
            copy.writestr(*edit(name, whole.read(name)))
    return stream.getvalue()


def contacts(content: bytes, layout: Layout | None = None) -> list[Gathered]:
    """The contacts of this list, those that are held back among them."""
    layout = layout or Layout()
    words = vocabulary(Policy.default(), "police", layout.concern)
    found = read_here(content, layout)
    check(found, words)
    return list(gathered(found, words))


def taken(content: bytes, layout: Layout | None = None) -> list[dict[str, Any]]:
    """The contacts of a list of which nothing is held back, as they would be sent."""
    found = contacts(content, layout)
    assert [one.problems for one in found] == [[]] * len(found)
    for one in found:
        to_new_contact(one.data, now=NOW)
    return [one.data for one in found]


def held(content: bytes, layout: Layout | None = None) -> str:
    """The problems of the only contact of a list, which is held back."""
    [found] = contacts(content, layout)
    assert found.problems
    return "\n".join(f"line {number}: {says}" for number, says in found.problems)
