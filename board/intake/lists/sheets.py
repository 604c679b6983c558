"""The tables of a file understood: header, lines under it, and the lines that are held back, each with its reason and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from board.intake.cells import Cell
from board.intake.headers import Header, known, understand
from board.intake.lists.held import beyond, column, padded, spilt, uneven
from board.intake.lists.layout import Layout
from board.intake.lists.process import tables_within_limits
from board.intake.lists.table import LINE_LIMIT, Line, Table, UnreadableList, empty

HEADER_WITHIN: Final = 20  # lines above the header: a title, a date, who made it
_SHEET: Final = 10_000_000
_CLOSING: Final = re.compile(
    r"(?:grand |sub)?totals?(?: (?:contacts|records|rows|lines|entries|notifications|ppns))?(?:\s*[:=]?\s*\d+)?|"
    r"end of (?:the )?(?:report|list|file|data|extract)|page \d+(?: (?:of|/) \d+)?|"
    r"(?:number of |no\.? of )?(?:records|rows|lines|entries)(?:\s*[:=]?\s*\d+)?|"
    r"\d+ (?:record|row|line)s?(?: (?:returned|found|affected|selected))?|"
    r"(?:report )?(?:printed|run|generated|produced|created)(?: by| on| at)?|official(?:[ -]+sensitive)?",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[-=_*\s]+")
HIDDEN: Final = (
    "it is hidden in the workbook. Show it and send the list again, or delete it there; or import with --hidden read to take what is "
    "hidden, or --hidden leave to leave it out"
)
_NO_HEADER: Final = "its sheet names no columns the board knows. Name the columns, or delete the sheet if it is no part of the list"


class LineNumber(int):
    """A line's number in the whole file, told as a person finds it: its number in its sheet, and the sheet where there are several."""

    sheet: str

    @classmethod
    def of(cls, number: int, place: int, sheet: str) -> LineNumber:
        """The line of this number in the sheet at this place, which is named where there are several."""
        made = cls(place * _SHEET + number)
        made.sheet = sheet
        return made

    def __str__(self) -> str:
        number = int(self) % _SHEET
        return f"{number} of sheet “{self.sheet}”" if self.sheet else f"{number}"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the lines under it, those held back among them. known: whether the header names columns of the board."""

    name: str
    header: Header
    lines: tuple[Line, ...]
    known: bool = True
    epoch_1904: bool = False


@dataclass(frozen=True, slots=True)
class PoliceList:
    """A list as it was read. remarks: sentences that a person should see before anything is kept."""

    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = ()

    @property
    def unused(self) -> tuple[tuple[str, str], ...]:
        """The headers that were left aside, each with why."""
        return tuple(dict.fromkeys(pair for sheet in self.sheets for pair in sheet.header.unused))


def read(content: bytes, layout: Layout | None = None) -> PoliceList:
    """The list in this file, read within limits. Raises UnreadableList, as EncodingUnknown where a person has to choose."""
    layout = layout or Layout()
    return understood(tables_within_limits(content, layout.encoding, layout.columns), layout)


def understood(tables: Sequence[Table], layout: Layout) -> PoliceList:
    """The list in these tables."""
    if sum(len(table.lines) for table in tables) > LINE_LIMIT + len(tables) * HEADER_WITHIN:
        raise UnreadableList(f"The file has more than {LINE_LIMIT:,} lines. Send it in parts.")
    remarks: list[str] = []
    sheets: list[Sheet] = []
    for place, table in enumerate(tables):
        of = f" of sheet “{table.name}”" if len(tables) > 1 and table.name else ""
        remarks += table.remarks
        if table.hidden and layout.hidden == "leave":
            remarks.append(f"Sheet “{table.name}” is hidden and was left out.")
            continue
        numbered = [_numbered(line, place, table.name if of else "") for line in table.lines]
        found = list(_sheets(table, numbered, layout, remarks, of))
        if table.hidden and not any(sheet.known and sheet.lines for sheet in found):
            remarks.append(f"Sheet “{table.name}” is hidden and holds no list; it was left aside.")
            continue
        sheets += found
    return PoliceList(tuple(sheets), tuple(dict.fromkeys(remarks)))


def _numbered(line: Line, place: int, sheet: str) -> Line:
    return Line(LineNumber.of(line.number, place, sheet), line.cells)


def _sheets(table: Table, lines: list[Line], layout: Layout, remarks: list[str], of: str) -> Iterator[Sheet]:
    start = _header_place(lines, layout)
    if start is None:
        yield from _without_header(table, lines, remarks)
        return
    if above := [line.number for line in lines[:start]]:
        remarks.append(_aside(above))
    again: list[int] = []
    closing: list[int] = []
    header = _header(lines[start], layout)
    under: list[Line] = []
    for line in lines[start + 1 :]:
        if _same_words(line, lines[start]):
            again.append(line.number)
        elif _closes(line):
            closing.append(line.number)
        elif _names_columns(line):
            yield _sheet(table, header, len(lines[start].cells), under, layout)
            start, header, under = lines.index(line), _header(line, layout), []
        else:
            under.append(line)
    if again:
        remarks.append(f"{_those(again)} the header again and {_were(again)} passed over.")
    if closing:
        remarks.append(
            f"{_those(closing)} the end or a total of the list, or nothing, and {_were(closing)} passed over."
        )
    if table.hidden_columns and layout.hidden:
        named = [
            header.names[p] for p in sorted(table.hidden_columns) if p < len(header.names) and header.names[p]
        ]
        for name in named:
            remarks.append(
                f"Column “{name}”{of} is hidden and was {'read' if layout.hidden == 'read' else 'left out'}."
            )
    yield _sheet(table, header, len(lines[start].cells), under, layout)


def _header_place(lines: Sequence[Line], layout: Layout) -> int | None:
    """The place of the line near the top that names most fields; None when no line names two."""
    counts = [len(_header(line, layout).taken) for line in lines[:HEADER_WITHIN]]
    best = max(counts, default=0)
    return counts.index(best) if best >= 2 else None


def _words(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _header(line: Line, layout: Layout) -> Header:
    return understand([_words(cell) for cell in line.cells], layout.columns)


def _without_header(table: Table, lines: list[Line], remarks: list[str]) -> Iterator[Sheet]:
    """A table with unknown columns is held back by its lines; a note of one column is left aside and said."""
    name = table.name or "The file"
    if len(lines) < 2 or all(sum(not empty(cell) for cell in line.cells) < 2 for line in lines):
        remarks.append(f"Sheet “{name}” holds no list and was left aside.")
        if not table.even:
            return
    names = tuple(_words(cell) for cell in lines[0].cells) if lines else ()
    unused = tuple((name, "no field of the board is called so") for name in names if name)
    held = tuple(Line(line.number, line.cells, _NO_HEADER) for line in lines[1:])
    yield Sheet(table.name, Header(names, {}, unused), held, known=False)


def _same_words(line: Line, header: Line) -> bool:
    return [_words(cell).casefold() for cell in line.cells if not empty(cell)] == [
        _words(cell).casefold() for cell in header.cells if not empty(cell)
    ]


def _closes(line: Line) -> bool:
    """Whether a line says the end or a total of the list, or is a rule drawn under its header."""
    filled = [cell for cell in line.cells if not empty(cell)]
    first = filled[0]
    if all(isinstance(cell, str) and _RULE.fullmatch(cell) for cell in filled):
        return True
    return (
        len(filled) <= 2 and isinstance(first, str) and bool(_CLOSING.fullmatch(first.strip(" .:-*=_()[]")))
    )


def _names_columns(line: Line) -> bool:
    """Whether this line is the header of another list below the first: all of it, and three columns at least, are names of columns."""
    filled = [_words(cell) for cell in line.cells if not empty(cell)]
    return len(filled) >= 3 and all(name and known(name) for name in filled)


def _sheet(table: Table, header: Header, width: int, lines: list[Line], layout: Layout) -> Sheet:
    named = max((place for place, name in enumerate(header.names) if name), default=-1) + 1
    ends_empty = len(lines) >= 3 and all(
        len(line.cells) == width + 1 and empty(line.cells[-1]) for line in lines
    )
    left_out = layout.hidden == "leave"
    usual = padded(lines)
    made: list[Line] = []
    for line in lines:
        number = int(line.number) % _SHEET
        cells = line.cells
        if table.hidden or number in table.hidden_lines:
            if left_out:
                continue
            if layout.hidden is None:
                made.append(Line(line.number, cells, HIDDEN))
                continue
        secret = [p for p in table.hidden_columns if p < len(cells) and not empty(cells[p])]
        if secret and left_out:
            cells = tuple(None if p in table.hidden_columns else cell for p, cell in enumerate(cells))
            secret = []
        if secret and layout.hidden is None:
            says = ", ".join(column(header, place) for place in sorted(secret))
            made.append(Line(line.number, cells, f"{says}: {HIDDEN}"))
            continue
        if table.even and not ends_empty and not named <= len(cells) <= width:
            made.append(Line(line.number, cells, uneven(header, cells, named)))
            continue
        if table.even and (doubt := spilt(header, cells, usual)):
            made.append(Line(line.number, cells, doubt))
            continue
        outside = [
            p for p, cell in enumerate(cells) if not empty(cell) and (p >= width or not header.names[p])
        ]
        made.append(Line(line.number, cells, beyond(header, cells, outside) if outside else None))
    return Sheet(table.name, header, tuple(made), epoch_1904=table.epoch_1904)


def _aside(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Line {numbers[0]} stands above the header and was left aside."
    return f"Line {numbers[0]} to {numbers[-1]} stand above the header and were left aside."


def _those(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Line {numbers[0]} says"
    shown = ", ".join(str(n) for n in numbers[:10]) + (", ..." if len(numbers) > 10 else "")
    return f"Lines {shown} say"


def _were(numbers: list[int]) -> str:
    return "was" if len(numbers) == 1 else "were"
