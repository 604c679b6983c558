"""Lines that are one contact: one reference, or a reference printed once above several lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from board.domain.incident.references import reference_key
from board.intake.cells import Value, reference_of, text_of, value_of
from board.intake.days import BadCell
from board.intake.lists.sheets import PoliceList, Sheet
from board.intake.lists.table import Line

_UNSURE: Final = (
    "it has no reference, and says the same as line {above} without a time of day, so whether they are one family is not known. "
    "Write the reference into each line of a family, or another reference into this one"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line with the sheet whose header it stands under."""

    sheet: Sheet
    line: Line
    remark: str | None = None


@dataclass(slots=True)
class _Family:
    reference: str
    rows: list[Row]
    facts: dict[str, Value] = field(default_factory=dict)


def families(found: PoliceList) -> Iterator[list[Row]]:
    """The lines of each contact, in the order of their first lines."""
    made: list[_Family] = []
    by_reference: dict[str, list[_Family]] = {}
    for sheet in found.sheets:
        above: _Family | None = None
        for line in sheet.lines:
            facts = _facts(sheet, line)
            reference = reference_key(str(facts.pop("source_reference", "")))
            if line.held:  # its cells may stand in the wrong columns
                facts = {}
            row = Row(sheet, line)
            family = None
            if reference:
                family = next(
                    (f for f in reversed(by_reference.get(reference, [])) if _one(f.facts, facts)), None
                )
            elif above is not None and not line.held:
                family, row = _goes_on(above, row, facts)
            if family is None:
                family = _Family(reference, [])
                made.append(family)
                if reference:
                    by_reference.setdefault(reference, []).append(family)
            family.rows.append(row)
            for name, value in facts.items():
                family.facts.setdefault(name, value)
            above = family
    yield from (family.rows for family in made)


def _facts(sheet: Sheet, line: Line) -> dict[str, Value]:
    """The facts of the contact itself in this line. A cell that cannot be read says nothing here; it is refused later."""
    facts: dict[str, Value] = {}
    for place, (column, _) in sheet.header.taken.items():
        if column.of == "contact" and place < len(line.cells):
            try:
                if column.field == "source_reference":
                    value: Value = reference_of(text_of(line.cells[place]))
                else:
                    value, _ = value_of(column.kind, line.cells[place], epoch_1904=sheet.epoch_1904)
            except BadCell:
                continue
            if value is not None:
                facts[column.field] = value
    return facts


def _one(known: dict[str, Value], facts: dict[str, Value]) -> bool:
    """Whether a line may be of a family with this reference: a log that starts again each night has another day and another story."""
    one, other = _day(known), _day(facts)
    stories = known.get("summary"), facts.get("summary")
    return None in (one, other, *stories) or one == other or stories[0] == stories[1]


def _day(facts: dict[str, Value]) -> Value:
    return day_of(facts.get("incident_on")) or day_of(facts.get("received_on"))


def day_of(value: Value) -> Value:
    """The day of a date that may have a time of day beside it."""
    return value.date() if isinstance(value, datetime) else value


def _goes_on(above: _Family, row: Row, facts: dict[str, Value]) -> tuple[_Family | None, Row]:
    """The family above, where a line without a reference is of it; a line that may be is held back with it."""
    if any(above.facts.get(name) != value for name, value in facts.items()):
        return None, row
    if not facts and not above.reference:
        return None, row
    timed = "received_time" in facts or isinstance(facts.get("received_on"), datetime)
    if facts and not timed and above.reference:
        says = _UNSURE.format(above=above.rows[0].line.number)
        return above, replace(row, line=replace(row.line, held=says))
    if not above.reference and not timed:
        return None, row
    says = f"it has no reference and goes on with line {above.rows[0].line.number}, so it was taken as the same family"
    return above, replace(row, remark=says)
