"""A list as the board reads it: its contacts, or what a person must say before it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from board.domain.incident.asked import questions
from board.domain.lists.found import Asked, Found, FoundLine, Sampled
from board.domain.lists.senders import Sender
from board.intake.cells import Cell, Unusable
from board.intake.columns import Column
from board.intake.gathering import NAME_IT, Gathered, Vocabulary, check, gathered
from board.intake.headers import LEAVE_OUT, MEANINGS, known
from board.intake.lists.layout import Layout
from board.intake.lists.sheets import HIDDEN, PoliceList, Sheet, read
from board.intake.lists.table import EncodingUnknown, UnreadableList
from board.intake.report import Told

WHY_HELD: Final = "Held back because"
"""The column that the file of held-back lines has beside its own; a list that comes again with it is read without it."""
_NEW: Final = "the last list of this sender did not have this column"
_TWICE: Final = "another column has the same meaning"


@dataclass(frozen=True, slots=True)
class Reading:
    """found: what to show. contacts: in the order of their first lines; empty while something is asked."""

    found: Found
    contacts: tuple[Gathered, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def layout_of(sender: Sender) -> Layout:
    """How the lists of this sender are read."""
    columns = {header: meaning for header, meaning in sender.meanings.items() if known_meaning(meaning)}
    return Layout(sender.encoding, sender.hidden, {WHY_HELD: LEAVE_OUT} | columns, sender.concern)


def reading(content: bytes, sender: Sender, words: Vocabulary) -> Reading:
    """The list in this file, as the lists of its sender are read. Never raises for what stands in the file."""
    try:
        found = read(content, layout_of(sender))
    except EncodingUnknown as unknown:
        samples = tuple(Sampled(one.name, one.says, one.lines) for one in unknown.samples)
        return Reading(Found(problem=None if samples else str(unknown), samples=samples))
    except UnreadableList as unreadable:
        return Reading(Found(problem=str(unreadable)))
    base = Found(
        remarks=found.remarks, unused=found.unused, tables=tuple(s.header.names for s in found.sheets)
    )
    asked = _columns(found, sender)
    problem = None
    try:
        check(found, words)
    except UnreadableList as unreadable:
        problem = str(unreadable)
    hidden = sender.hidden is None and any(
        HIDDEN in (line.held or "") for s in found.sheets for line in s.lines
    )
    gone = _gone(base, sender)
    concern = words.concern is None and not any(s.header.has("contact", "concern") for s in found.sheets)
    if concern and problem:
        problem = _without_concern(found, words)
    if problem:
        problem = problem.replace(NAME_IT, "Say below which column it is.")
    base = replace(base, problem=problem, columns=asked, gone=gone, hidden=hidden, concern=concern)
    if base.asks:
        return Reading(base)
    return Reading(base, tuple(gathered(found, words)), found.sheets)


def columns_changed(found: PoliceList, sender: Sender) -> tuple[str, ...]:
    """Columns of this list that a person must explain, and columns of the sender's last list that are missing."""
    here = Found(tables=tuple(sheet.header.names for sheet in found.sheets))
    return (*(one.header for one in _columns(found, sender) if one.why), *_gone(here, sender))


def found_lines(told: list[Told], sheets: tuple[Sheet, ...]) -> Iterator[FoundLine]:
    """The report of these lines, with the cells of those that are held back."""
    held = {line.number for line in told if line.what == "refused"}
    cells = {
        int(line.number): (place, line.cells)
        for place, sheet in enumerate(sheets)
        for line in sheet.lines
        if line.number in held
    }
    for line in told:
        place, stands = cells.get(int(line.number), (0, ()))
        shown = tuple(as_text(cell) for cell in stands)
        asks = tuple((one.ref, questions((one,))) for one in line.asks)
        yield FoundLine(int(line.number), str(line.number), line.what, line.words, place, shown, asks)


def as_text(cell: Cell) -> str:
    """A cell as it is written into a file that is to be fixed and sent again."""
    if cell is None or isinstance(cell, Unusable):
        return ""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and cell < 1e15:
        return str(int(cell))
    return str(cell)


def _columns(found: PoliceList, sender: Sender) -> tuple[Asked, ...]:
    """Every column. A person must say what one means that the board does not know, and what is new in the lists of this sender."""
    said = {_key(header): meaning for header, meaning in sender.columns.items()} | {_key(WHY_HELD): LEAVE_OUT}
    asked: dict[str, Asked] = {}
    for sheet in found.sheets:
        unused, twice = dict(sheet.header.unused), {name for pair in sheet.header.twice for name in pair}
        taken = {sheet.header.names[place]: column for place, (column, _) in sheet.header.taken.items()}
        for header in filter(None, sheet.header.names):
            before = said.get(_key(header))
            why = ""
            if header in twice:
                why = _TWICE
            elif before is None:
                why = unused.get(header, _NEW if sender.columns else "")
            # Nothing is preselected for a column that is left aside: saving that would drop it in silence.
            aside = header in unused and not before
            means = "" if aside else _means(None if before else taken.get(header), header)
            asked.setdefault(_key(header), Asked(header, why, means, before or ""))
    return tuple(asked.values())


def _means(column: Column | None, header: str) -> str:
    if column is None and (match := known(header)):
        column = match[0]
    return "" if column is None else f"{column.of}.{column.field}"


def _gone(base: Found, sender: Sender) -> tuple[str, ...]:
    here = {_key(header) for header in base.headers}
    return tuple(
        header for header in sender.columns if _key(header) not in here and _key(header) != _key(WHY_HELD)
    )


def _without_concern(found: PoliceList, words: Vocabulary) -> str | None:
    """The other reason for which the list cannot be read, once somebody has said what it is about."""
    try:
        check(found, replace(words, concern="given"))
    except UnreadableList as unreadable:
        return str(unreadable)
    return None


def _key(header: str) -> str:
    return " ".join(header.casefold().split())


def known_meaning(meaning: str) -> bool:
    """Whether a stored meaning is one that the board still knows."""
    return meaning == LEAVE_OUT or meaning in MEANINGS
