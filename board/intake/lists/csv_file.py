"""A list sent as CSV: its separator, its quotation marks, its lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from board.intake.headers import understand
from board.intake.lists.table import CELL_LIMIT, COLUMN_LIMIT, Line, Table, UnreadableList, bounded

_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
_LOOK: Final = 20
# As the file of held-back lines writes what a spreadsheet would run.
_SHIELDED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")
csv.field_size_limit(
    1_000_000
)  # bounded() says the sentence; this only keeps the reader from failing before it


def table_of(text: str, columns: Mapping[str, str]) -> Table:
    """The lines of this CSV text. columns: the sender's own words for columns. Raises UnreadableList."""
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = "\r\n" + text[declared.end() :]  # the line stays, so that numbers stay true
    separator = declared[1] if declared else _separator(text, columns)
    # Some programs write a space after each separator, and a quotation mark behind it still opens a cell.
    spaced = re.search(re.escape(separator) + r" +\"", text) is not None
    try:
        lines = tuple(bounded(_lines(text, separator, spaced=spaced)))
    except UnreadableList:
        if not spaced:
            raise
        lines = tuple(bounded(_lines(text, separator, spaced=False)))
    remarks = (
        ()
        if separator == ","
        else (f"Its cells are parted by {_SEPARATORS.get(separator, 'the mark it declares')}.",)
    )
    return Table("", lines, even=True, remarks=remarks)


def _separator(text: str, columns: Mapping[str, str]) -> str:
    """The separator by which a line near the top names most columns, else by which most lines have one length."""

    def named(separator: str) -> tuple[int, int, int]:
        try:
            lines = list(islice(_lines(text, separator, spaced=True), _LOOK))
        except UnreadableList:
            lines = []
            for line in text.splitlines()[:_LOOK]:
                lines.append(Line(0, tuple(line.split(separator))))
        best = max(
            (len(understand([str(c) for c in line.cells[:COLUMN_LIMIT]], columns).taken) for line in lines),
            default=0,
        )
        widths = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return (best if best > 1 else 0), often, width

    return max(_SEPARATORS, key=named)


def _lines(text: str, separator: str, *, spaced: bool) -> Iterator[Line]:
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=separator, strict=True, skipinitialspace=spaced)
    first = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableList(_fault(str(error), first)) from None
        yield Line(first, tuple(cell[1:] if cell.startswith(_SHIELDED) else cell for cell in cells))
        first = reader.line_num + 1


def _fault(error: str, first: int) -> str:
    if "field limit" in error:
        return (
            f"Line {first} has a cell of more than {CELL_LIMIT:,} characters. "
            "Is a quotation mark missing at its end?"
        )
    if "expected after" in error:
        return (
            f"In the line that begins at line {first}, words follow a closing quotation mark, so where the cell ends is not "
            "known. Nothing was taken. Write a quotation mark within a cell twice, or take it out."
        )
    if "end of data" in error:
        return (
            f"From line {first} on the quotation marks do not pair, so where a cell ends is not known. "
            "Nothing was taken. Mend the line in the spreadsheet and save it again."
        )
    return f"Line {first} cannot be read as CSV. Nothing was taken. Save the list again as “CSV UTF-8”."
