"""The marks of a workbook that its values do not show: hidden rows and columns, formulas, merged cells, formats of numbers.

Read in one pass of expat over each sheet, because python-calamine knows none of them but the merged cells, and openpyxl
refuses a workbook for a fault in a part that a list does not need.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers.expat import ParserCreate

from board.intake.lists.table import COLUMN_LIMIT, LINE_LIMIT, UnreadableList

_PADDED: Final = re.compile(r"0{2,15}|0{1,15}\.0{1,6}")
_BUILT_IN: Final = {"2": "0.00"}
MOST_MARKS: Final = LINE_LIMIT * COLUMN_LIMIT


@dataclass(slots=True)
class Marks:
    """The marks of one sheet; rows and columns are counted from 1. padded: a number's format by its cell, as 0000."""

    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    padded: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    last_column: int = 0
    wide_row: int = 0


def _scan(content: bytes, begin: Callable[[str, dict[str, str]], None]) -> None:
    parser = ParserCreate(namespace_separator="}")
    parser.StartElementHandler = begin
    parser.Parse(content, True)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def marks_of(book: zipfile.ZipFile, parts: dict[str, str]) -> tuple[dict[str, Marks], bool]:
    """The marks of each sheet by its name, and whether days count from 1904. parts: a part's plain name -> its name in the file."""
    sheets: list[tuple[str, str, bool]] = []
    since_1904 = False

    def workbook(name: str, given: dict[str, str]) -> None:
        nonlocal since_1904
        if _local(name) == "workbookPr":
            since_1904 = given.get("date1904") in ("1", "true")
        elif _local(name) == "sheet":
            relation = next((v for k, v in given.items() if k.endswith("}id") or k == "id"), "")
            sheets.append((given.get("name", ""), relation, given.get("state", "visible") != "visible"))

    _scan(book.read(parts["xl/workbook.xml"]), workbook)
    targets: dict[str, str] = {}

    def relations(name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = given.get("Target", "").replace("\\", "/")
            targets[given.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            )

    _scan(book.read(parts["xl/_rels/workbook.xml.rels"]), relations)
    formats = _formats(book, parts)
    found: dict[str, Marks] = {}
    for title, relation, hidden in sheets:
        part = parts.get(targets.get(relation, "").lower())
        if part is not None:
            found[title] = _sheet(book.read(part), formats)
            found[title].hidden = hidden
    return found, since_1904


def _formats(book: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, str]:
    """A cell's style -> its format, for formats that add zeros alone."""
    named = dict(_BUILT_IN)
    found: dict[str, str] = {}
    inside, count = False, 0

    def style(name: str, given: dict[str, str]) -> None:
        nonlocal inside, count
        tag = _local(name)
        if tag == "numFmt" and _PADDED.fullmatch(given.get("formatCode", "")):
            named[given.get("numFmtId", "")] = given["formatCode"]
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            if given.get("numFmtId") in named:
                found[str(count)] = named[given["numFmtId"]]
            count += 1

    if "xl/styles.xml" in parts:
        _scan(book.read(parts["xl/styles.xml"]), style)
    return found


def _sheet(content: bytes, formats: dict[str, str]) -> Marks:
    marks = Marks()
    row, column, unsaid = 0, 0, "0"

    def element(name: str, given: dict[str, str]) -> None:
        nonlocal row, column, unsaid
        tag = _local(name)
        if tag == "c":
            column = _column(given["r"]) if "r" in given else column + 1
            if given.get("t") == "e":
                marks.errors.add((row, column))
            elif given.get("s") in formats and given.get("t", "n") == "n":
                marks.padded[row, column] = formats[given["s"]]
        elif tag == "v" or tag == "is":
            if column > marks.last_column:
                marks.last_column, marks.wide_row = column, row
        elif tag == "row":
            row, column = int(given.get("r", row + 1)), 0
            if given.get("hidden", unsaid) in ("1", "true") or given.get("ht") == "0":
                marks.hidden_rows.add(row)
        elif tag == "sheetFormatPr":
            unsaid = given.get("zeroHeight", "0")  # rows that say nothing of themselves are hidden
        elif tag == "f":
            marks.formulas.add((row, column))
        elif tag == "col" and (given.get("hidden") in ("1", "true") or given.get("width") == "0"):
            first, last = int(given.get("min", 1)), int(given.get("max", 1))
            marks.hidden_columns |= set(range(first, min(last, COLUMN_LIMIT) + 1))
        elif tag == "mergeCell" and len(marks.merged) < LINE_LIMIT:
            marks.merged.append(given.get("ref", ""))
        if len(marks.formulas) + len(marks.padded) > MOST_MARKS:
            raise UnreadableList(
                "The workbook holds far more cells than a list would. Copy the list alone into a new workbook."
            )

    _scan(content, element)
    return marks


def _column(reference: str) -> int:
    found = 0
    for letter in reference:
        if not letter.isalpha():
            break
        found = found * 26 + ord(letter.upper()) - 64
    return found
