"""The reasons for which a line is held back, each with what stands in it and how to fix it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from board.intake.cells import Cell, Unusable
from board.intake.headers import Header
from board.intake.lists.table import Line, empty

_SHOWN: Final = 200


def padded(lines: Sequence[Line]) -> frozenset[int]:
    """The places at which most lines begin a cell with a space: a program pads its cells there."""
    width = max((len(line.cells) for line in lines), default=0)
    counts = [sum(_begins_with_space(line.cells, place) for line in lines) for place in range(width)]
    return frozenset(p for p, count in enumerate(counts) if len(lines) > 2 and count * 2 > len(lines))


def spilt(header: Header, cells: Sequence[Cell], usual: frozenset[int]) -> str | None:
    """The doubt where a cell begins with a space behind a cell of words, as after a comma within a sentence; none where no cell does.

    Such a line may have as many cells as its header all the same, where a program leaves out empty cells at the end.
    """
    for place in range(1, len(cells)):
        before = cells[place - 1]
        words = isinstance(before, str) and any(c.isalpha() for c in before)
        if words and place not in usual and _begins_with_space(cells, place):
            return (
                f"{column(header, place)} begins with a space, so the mark before it may be part of a sentence and the cells may stand "
                "in the wrong columns. If so, put the whole cell in quotation marks; if not, take the space out. In it stands: "
                f"{_content(header, cells)}"
            )
    return None


def _begins_with_space(cells: Sequence[Cell], place: int) -> bool:
    cell = cells[place] if place < len(cells) else None
    return isinstance(cell, str) and cell[:1] in (" ", "\u00a0") and not empty(cell)


def uneven(header: Header, cells: Sequence[Cell], named: int) -> str:
    more = len(cells) > named
    remedy = (
        "If a cell holds the mark that parts the cells, put the whole cell in quotation marks"
        if more
        else "Put in the cells that are missing, empty ones too"
    )
    return (
        f"it has {_cells(len(cells))} and its header {named}, so they may stand in the wrong columns. {remedy}. "
        f"In it stands: {_content(header, cells)}"
    )


def beyond(header: Header, cells: Sequence[Cell], places: Sequence[int]) -> str:
    shown = ", ".join(f"{column(header, p)}: “{_shown(cells[p])}”" for p in places[:20])
    return f"cells stand under no header. Give their column a name or take them out. They hold: {shown}"


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def column(header: Header, place: int) -> str:
    name = header.names[place] if place < len(header.names) else ""
    return f"column “{name}”" if name else f"column {place + 1}"


def _content(header: Header, cells: Sequence[Cell]) -> str:
    return ", ".join(
        f"{column(header, place)} “{_shown(cell)}”"
        for place, cell in enumerate(cells[:60])
        if not empty(cell)
    )


def _shown(cell: Cell) -> str:
    text = " ".join(("…" if isinstance(cell, Unusable) else str(cell)).split())
    text = "".join(c for c in text if c.isprintable())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
