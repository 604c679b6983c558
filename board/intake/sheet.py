"""A police list as lines of cells, whatever kind of file it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from board.intake.cells import Cell
from board.intake.headers import Header, understand

FILE_LIMIT: Final = 10 * 1024 * 1024
LINE_LIMIT: Final = 5_000
COLUMN_LIMIT: Final = 200
CELL_LIMIT: Final = 32_767  # what a spreadsheet holds in a cell
HEADER_WITHIN: Final = 20  # lines above the header: a title, a date, who made it


class UnreadableList(Exception):
    """The whole file cannot be taken; its text is the sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file by its number there, counted from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the lines under it. remarks: what a person should know about how the file was read."""

    header: Header
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()
    epoch_1904: bool = False


def bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines; raises UnreadableList when there are more, or larger ones, than any overnight list has."""
    for count, line in enumerate(lines):
        if count > LINE_LIMIT:
            raise UnreadableList(f"The file has more than {LINE_LIMIT:,} lines. Send it in parts.")
        if len(line.cells) > COLUMN_LIMIT:
            raise UnreadableList(
                f"Line {line.number} has more than {COLUMN_LIMIT} columns. Is this the right file?"
            )
        if any(isinstance(cell, str) and len(cell) > CELL_LIMIT for cell in line.cells):
            raise UnreadableList(
                f"Line {line.number} has a cell of more than {CELL_LIMIT:,} characters. Is a quotation mark missing at its end?"
            )
        yield line


def under_header(lines: Sequence[Line]) -> tuple[Header, tuple[Line, ...], tuple[str, ...]] | None:
    """The header (the line that names most fields, near the top), the lines under it, and remarks; None when no line names two."""
    best: tuple[int, int, Header] | None = None
    for place, line in enumerate(lines[:HEADER_WITHIN]):
        header = understand([" ".join(cell.split()) if isinstance(cell, str) else "" for cell in line.cells])
        if len(header.taken) >= 2 and (best is None or len(header.taken) > best[0]):
            best = (len(header.taken), place, header)
    if best is None:
        return None
    _, place, header = best
    above = [line.number for line in lines[:place] if not line.blank]
    remarks = (
        (f"Line {above[0]} to {above[-1]} stand above the header and were left aside.",)
        if len(above) > 1
        else ()
    )
    if len(above) == 1:
        remarks = (f"Line {above[0]} stands above the header and was left aside.",)
    return header, tuple(line for line in lines[place + 1 :] if not line.blank), remarks
