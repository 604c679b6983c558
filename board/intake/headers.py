"""A list's header line, matched to the table of columns.

Headers are compared without case, spaces, punctuation and bracketed remarks; a number in a header ("Child 2 DOB") counts people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from board.intake.columns import COLUMNS, Column


def plain(header: str) -> tuple[str, int]:
    """A header without case, spaces and punctuation, and the number in it (1 when there is none)."""
    folded = unicodedata.normalize("NFKD", header).casefold()
    number = re.search(r"\d+", folded)
    return re.sub(r"[^a-z]", "", folded), int(number[0]) if number and len(number[0]) < 3 else 1


_BY_NAME: Final[dict[str, tuple[Column, int]]] = {}
for _column in COLUMNS:
    for _rank, _name in enumerate(_column.names):
        _BY_NAME.setdefault(plain(_name)[0], (_column, _rank))


def known(header: str) -> tuple[Column, int, int] | None:
    """The column a header names, how sure (0 is surest), and its number; None when no field is called so."""
    for text in (header, re.sub(r"[(\[].*?[)\]]", " ", header)):
        name, number = plain(text)
        if name in _BY_NAME:
            column, rank = _BY_NAME[name]
            return column, rank, number
    return None


UNKNOWN: Final = "no field of the board is called so"
LEAVE_OUT: Final = "leave out"
MEANINGS: Final[dict[str, Column]] = {f"{column.of}.{column.field}": column for column in reversed(COLUMNS)}
"""Every meaning a person may give a column, e.g. contact.summary, child.born_on."""


def _chosen(header: str, columns: Mapping[str, str]) -> tuple[Column, int, int] | str | None:
    """The meaning a person gave this header: a column with its number, LEAVE_OUT, or None where nobody gave one."""
    wanted = plain(header)
    for name, meaning in columns.items():
        if plain(name) == wanted and " ".join(name.casefold().split()) == " ".join(header.casefold().split()):
            return LEAVE_OUT if meaning == LEAVE_OUT else (MEANINGS[meaning], -1, wanted[1])
    return None


# Nobody but a child has these, so they need not say whose they are.
_CHILDS_ALONE: Final[dict[Column, Column]] = {
    plain_one: childs
    for plain_one in COLUMNS
    for childs in COLUMNS
    if plain_one.of == "person" and childs.of == "child" and plain_one.field == childs.field
    and plain_one.field in ("unborn", "expected_on", "school")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """A header line understood. taken: place in the line -> (column, number); unused: headers left aside, each with why."""

    names: tuple[str, ...]
    taken: dict[int, tuple[Column, int]]
    unused: tuple[tuple[str, str], ...] = ()
    twice: tuple[tuple[str, str], ...] = ()

    def has(self, of: str, *fields: str) -> bool:
        """Whether any of these fields of theirs is there."""
        return any(c.of == of and (not fields or c.field in fields) for c, _ in self.taken.values())


def understand(cells: Sequence[str], columns: Mapping[str, str] | None = None) -> Header:
    """Match a header line. Where several columns name one field, the surest is taken; of two equally sure ones, none is, and it is told.

    columns: the meanings a person gave headers of this sender, which count before the table's.
    """
    chosen = {place: said for place, cell in enumerate(cells) if (said := _chosen(cell, columns or {}))}
    found = {
        place: match
        for place, cell in enumerate(cells)
        if (match := chosen.get(place) or known(cell)) and not isinstance(match, str)
    }
    has_role = any(column.field == "role" for column, _, _ in found.values())
    has_child = any(column.of == "child" for column, _, _ in found.values())
    taken: dict[int, tuple[Column, int]] = {}
    unused: list[tuple[str, str]] = []
    twice: list[tuple[str, str]] = []
    best: dict[tuple[str, str, int], tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        match = found.get(place)
        if match is None:
            if cell and chosen.get(place) == LEAVE_OUT:
                unused.append((cell, "a person chose to leave it out"))
            elif cell:
                unused.append((cell, UNKNOWN))
            continue
        column, rank, number = match
        if has_child and not has_role:
            column = _CHILDS_ALONE.get(column, column)
        if column.of == "person" and has_child and not has_role and rank >= 0:
            unused.append(
                (
                    cell,
                    "it does not say whose it is: call it Child ..., Victim ... or Suspect ..., or add a Role column",
                )
            )
            continue
        key = (column.of, column.field, number)
        before = best.get(key)
        if before and before[0] == rank:
            twice.append((cells[before[1]], cell))
        elif before and before[0] < rank:
            unused.append((cell, f"{cells[before[1]]} was taken for the same"))
        else:
            if before:
                unused.append((cells[before[1]], f"{cell} was taken for the same"))
                taken.pop(before[1])
            best[key] = (rank, place)
            taken[place] = (column, number)
    return Header(tuple(cells), taken, tuple(unused), tuple(twice))
