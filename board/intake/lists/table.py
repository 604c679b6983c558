"""A list as a file holds it, before any of its columns is understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from board.intake.cells import Cell

FILE_LIMIT: Final = 10 * 1024 * 1024
LINE_LIMIT: Final = 5_000
COLUMN_LIMIT: Final = 200
CELL_LIMIT: Final = 32_767  # the most characters a spreadsheet holds in a cell


class UnreadableList(Exception):
    """The whole file cannot be taken; its text is the sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines with letters beyond ASCII as one encoding shows them. name: for `--encoding`."""

    name: str
    says: str
    lines: tuple[tuple[int, str], ...]


class EncodingUnknown(UnreadableList):
    """The file does not say its encoding, and a person has to choose one of the samples."""

    def __init__(self, samples: tuple[Sample, ...]) -> None:
        super().__init__(
            "The file does not say in which encoding its letters are written, and a guess could make a name wrong."
            if samples
            else "The file is in no encoding that the board knows. In the spreadsheet save it as “CSV UTF-8” or as .xlsx."
        )
        self.samples = samples

    def __reduce__(self) -> tuple[type[EncodingUnknown], tuple[tuple[Sample, ...]]]:
        return EncodingUnknown, (self.samples,)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file by its number there, counted from 1. held: the reason why it is held back, and how to fix it."""

    number: int
    cells: tuple[Cell, ...]
    held: str | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(empty(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file. even: each line must have as many cells as the header, as in CSV."""

    name: str
    lines: tuple[Line, ...]
    even: bool = False
    hidden: bool = False
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    epoch_1904: bool = False
    remarks: tuple[str, ...] = ()


def empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that hold something; raises UnreadableList when there are more, or larger ones, than any overnight list has."""
    count = 0
    for line in lines:
        if line.blank:
            continue
        count += 1
        if count > LINE_LIMIT + 1:
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
