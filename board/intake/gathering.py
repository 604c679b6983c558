"""Lines of a list gathered into contacts: lines of one reference are one family, and one bad line holds its whole contact back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

from board.domain.incident.references import reference_key
from board.intake.cells import Value, slug, value_of
from board.intake.columns import Column
from board.intake.days import BadCell, moment
from board.intake.families import Row, families
from board.intake.lists.sheets import PoliceList, Sheet
from board.intake.lists.table import UnreadableList
from board.intake.persons import Person, added, persons_of

NEEDED: Final = {
    "received_on": "when each was received (Date received)",
    "summary": "what was reported (Summary)",
    "concern": "what it is about (Concern)",
}
NAME_IT: Final = "Add it, with a header of that name; docs/import.md lists others."


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The hub's words: what a list may call a concern or a colour -> its code. concern: for a list without the column."""

    source: str
    concerns: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    concern: str | None = None


@dataclass(slots=True)
class Gathered:
    """One contact of the list. data: as the JSON API would be sent it. problems and remarks: (line, sentence)."""

    numbers: list[int]
    data: dict[str, Any]
    problems: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    headers: dict[str, tuple[int, str]] = field(default_factory=dict)  # field path -> where it came from


def check(found: PoliceList, words: Vocabulary) -> None:
    """Raises UnreadableList when a column that every contact needs is not there, or two columns have one name.

    A sheet without these columns may hold more of the contacts of another sheet, by their references.
    """
    sheets = [sheet for sheet in found.sheets if sheet.known]
    if not sheets:
        raise UnreadableList(
            "No line near the top names columns the board knows, such as Reference, Date received, Summary, Child surname."
        )
    for sheet in sheets:
        if sheet.header.twice:
            one, other = sheet.header.twice[0]
            raise UnreadableList(
                f"The columns “{one}” and “{other}” mean the same field, so which one counts is not known. Rename one."
            )
    whole = any(not _missing(sheet, words) for sheet in sheets)
    for sheet in sheets:
        missing = _missing(sheet, words)
        if not missing or (whole and (sheet.header.has("contact", "source_reference") or not sheet.lines)):
            continue
        says = f"No column says {', '.join(missing)}."
        if whole:
            raise UnreadableList(
                f"Sheet “{sheet.name}”: {says} Add it, or a Reference column so that its lines find their contacts in another "
                "sheet, or delete the sheet if it is no part of the list."
            )
        raise UnreadableList(f"{says} {NAME_IT}")


def _missing(sheet: Sheet, words: Vocabulary) -> list[str]:
    given = {"concern"} if words.concern else set()
    return [
        says for name, says in NEEDED.items() if name not in given and not sheet.header.has("contact", name)
    ]


def gathered(found: PoliceList, words: Vocabulary) -> Iterator[Gathered]:
    """The contacts of the list, in the order of their first lines."""
    for rows in families(found):
        yield _contact(rows, words)


def _columns(sheet: Sheet) -> Iterable[tuple[int, Column, int]]:
    return ((place, column, number) for place, (column, number) in sorted(sheet.header.taken.items()))


def _contact(rows: list[Row], words: Vocabulary) -> Gathered:
    made = Gathered([row.line.number for row in rows], {})
    facts: dict[str, tuple[Value, int, str]] = {}
    people: list[Person] = []
    for row in rows:
        sheet, line = row.sheet, row.line
        if row.remark:
            made.remarks.append((line.number, row.remark))
        if line.held:
            made.problems.append((line.number, line.held))
            continue
        parts: dict[tuple[str, int], dict[str, tuple[Value, str]]] = {}
        for place, column, number in _columns(sheet):
            header = sheet.header.names[place]
            cell = line.cells[place] if place < len(line.cells) else None
            try:
                value, remark = value_of(column.kind, cell, epoch_1904=sheet.epoch_1904)
            except BadCell as bad:
                made.problems.append((line.number, f"column “{header}”: {bad}"))
                continue
            if remark:
                made.remarks.append((line.number, f"column “{header}”: {remark}"))
            if value is None:
                continue
            if column.of != "contact":
                parts.setdefault((column.of, number), {})[column.field] = (value, header)
            elif column.field in facts and not _agree(column.field, facts[column.field][0], value):
                if _own_time(facts[column.field][0], value):
                    _earlier(made, facts, column.field, (value, line.number, header))
                    continue
                says = (
                    f"column “{header}” says something else than line {facts[column.field][1]} of the same reference. If they are "
                    "one family, make the cells alike; if not, give each its own reference"
                )
                made.problems.append((line.number, says))
            else:
                facts.setdefault(column.field, (value, line.number, header))
        try:
            people += persons_of(parts, line.number, made.remarks)
        except BadCell as bad:
            made.problems.append((line.number, str(bad)))
    if not made.problems and rows and not any(row.sheet.header.has("contact", "summary") for row in rows):
        made.problems.append(
            (rows[0].line.number, "no line of another sheet has this reference. Correct the reference")
        )
    _fill(made, facts, words)
    _fill_people(made, people)
    return made


def _agree(name: str, one: Value, other: Value) -> bool:
    """Whether two lines say the same. A reference may be spelled in several ways."""
    return one == other or (
        name == "source_reference" and reference_key(str(one)) == reference_key(str(other))
    )


def _own_time(one: Value, other: Value) -> bool:
    """Whether these are two times of one day."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.date() == other.date() and one.tzinfo == other.tzinfo
    return isinstance(one, time) and isinstance(other, time)


def _earlier(
    made: Gathered, facts: dict[str, tuple[Value, int, str]], name: str, other: tuple[Value, int, str]
) -> None:
    """Each person of a family may have a time of their own; the clocks of the contact begin at the first."""
    before, number, _ = facts[name]
    made.remarks.append(
        (other[1], f"column “{other[2]}” says another time than line {number}; the earlier one counts")
    )
    if str(other[0]) < str(before):
        facts[name] = other


def _fill(made: Gathered, facts: dict[str, tuple[Value, int, str]], words: Vocabulary) -> None:
    made.data["source"] = words.source
    flags: dict[str, Value] = {}
    for name, (value, number, header) in facts.items():
        path = (
            f"flags.{name}" if name in ("confidential_enquiry", "anonymous_referrer", "restricted") else name
        )
        made.headers["received_at" if name.startswith("received") else path] = (number, header)
        if path != name:
            flags[name] = value
        elif name == "concern":
            made.data[name] = words.concerns.get(slug(str(value)), slug(str(value)))
        elif name == "rag":
            made.data[name] = words.levels.get(slug(str(value)), slug(str(value)))
        elif not name.startswith("received"):
            made.data[name] = value
    if words.concern:
        made.data.setdefault("concern", words.concern)
    if flags:
        made.data["flags"] = flags
    if "received_on" in facts:
        on, number, header = facts["received_on"]
        try:
            at, remark = moment(on, facts["received_time"][0] if "received_time" in facts else None)  # type: ignore[arg-type]
        except BadCell as bad:
            made.problems.append((number, f"column “{header}”: {bad}"))
            return
        made.data["received_at"] = at.isoformat()
        if remark:
            made.remarks.append((number, f"column “{header}”: {remark}"))


def _fill_people(made: Gathered, people: list[Person]) -> None:
    for person in people:
        kind = "children" if person.child else "adults"
        where = made.data.setdefault(kind, [])
        try:
            place = added(where, person, made.remarks)
        except BadCell as bad:
            made.problems.append((person.number, str(bad)))
            continue
        for name, header in person.headers.items():
            made.headers.setdefault(f"{kind}.{place}.{name}", (person.number, header))
