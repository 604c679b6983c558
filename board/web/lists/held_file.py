"""The held-back lines of a list as CSV, with why, to be fixed and sent again."""

from __future__ import annotations

import csv
import io
from typing import Final

from board.domain.lists.found import Found
from board.domain.refusals import NotHere
from board.intake.lists.reading import WHY_HELD

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")


def held_file(found: Found, table: int) -> str:
    """The lines of this table that are held back, under its header. Raises NotHere where there are none.

    Each keeps as many cells as it had, so that one whose cells stand in the wrong columns is noticed again. A cell that a spreadsheet would
    run as a formula begins with an apostrophe, which the reader of lists takes away again.
    """
    lines = [line for line in found.held if line.table == table]
    if not lines or table >= len(found.tables):
        raise NotHere
    names = found.tables[table]
    again = next((n for n, name in enumerate(names) if name.casefold() == WHY_HELD.casefold()), None)
    out = io.StringIO(newline="")
    out.write("\ufeff")  # so that a spreadsheet reads it as UTF-8
    writer = csv.writer(out)
    writer.writerow([_safe(cell) for cell in (WHY_HELD, *_without(names, again))])
    for line in lines:
        writer.writerow(
            [_safe(cell) for cell in (f"line {line.says}: {line.words}", *_without(line.cells, again))]
        )
    return out.getvalue()


def _without(cells: tuple[str, ...], place: int | None) -> tuple[str, ...]:
    return cells if place is None else cells[:place] + cells[place + 1 :]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell
