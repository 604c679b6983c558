"""Lines of a list gathered into contacts: lines of one reference are one family, and one bad line holds its whole contact back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from board.domain.incident.references import reference_key
from board.intake.cells import Value, slug, text_of, value_of
from board.intake.columns import Column
from board.intake.days import BadCell, moment
from board.intake.persons import Person, persons_of
from board.intake.sheet import Line, Sheet, UnreadableList

NEEDED: Final = {
    "received_on": "when each was received (Date received)",
    "summary": "what was reported (Summary)",
    "concern": "what it is about (Concern)",
}


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


def check(sheet: Sheet, words: Vocabulary) -> None:
    """Raises UnreadableList when a column that every contact needs is not there, or two columns have one name."""
    if sheet.header.twice:
        one, other = sheet.header.twice[0]
        raise UnreadableList(
            f"The columns “{one}” and “{other}” mean the same field, so which one counts is not known. Rename one."
        )
    given = {"concern"} if words.concern else set()
    missing = [
        says for name, says in NEEDED.items() if name not in given and not sheet.header.has("contact", name)
    ]
    if missing:
        raise UnreadableList(
            f"No column says {', '.join(missing)}. Add it, with a header of that name; docs/import.md lists others."
        )


def gathered(sheet: Sheet, words: Vocabulary) -> Iterator[Gathered]:
    """The contacts of the list, in the order of their first lines."""
    groups: dict[object, list[Line]] = {}
    for line in sheet.lines:
        reference = _reference(sheet, line)
        groups.setdefault(
            (reference and reference_key(reference)) or ("no reference", line.number), []
        ).append(line)
    for lines in groups.values():
        yield _contact(sheet, lines, words)


def _reference(sheet: Sheet, line: Line) -> str:
    for place, column, _ in _columns(sheet):
        if column.field == "source_reference" and place < len(line.cells):
            try:
                return text_of(line.cells[place])
            except BadCell:
                return ""
    return ""


def _columns(sheet: Sheet) -> Iterable[tuple[int, Column, int]]:
    return ((place, column, number) for place, (column, number) in sorted(sheet.header.taken.items()))


def _contact(sheet: Sheet, lines: list[Line], words: Vocabulary) -> Gathered:
    made = Gathered([line.number for line in lines], {})
    facts: dict[str, tuple[Value, int, str]] = {}
    people: list[Person] = []
    for line in lines:
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
                says = f"column “{header}” says something else than line {facts[column.field][1]} of the same reference"
                made.problems.append((line.number, says))
            else:
                facts.setdefault(column.field, (value, line.number, header))
        try:
            people += persons_of(parts, line.number)
        except BadCell as bad:
            made.problems.append((line.number, str(bad)))
    _fill(made, facts, words)
    _fill_people(made, people)
    return made


def _agree(name: str, one: Value, other: Value) -> bool:
    """Whether two lines say the same. A reference may be spelled in several ways."""
    return one == other or (
        name == "source_reference" and reference_key(str(one)) == reference_key(str(other))
    )


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
        same = next((place for place, other in enumerate(where) if _same(other, person.data)), None)
        place = len(where) if same is None else same
        for name, header in person.headers.items():
            made.headers.setdefault(f"{kind}.{place}.{name}", (person.number, header))
        if same is None:
            where.append(person.data)
        else:  # lists repeat a person on each line of the family, often with fewer words
            where[same] = {**person.data, **where[same]}


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two lines tell of one person: the same full name and part, and nothing that contradicts."""
    named = bool(one.get("given_name") and one.get("family_name"))
    return (
        named
        and all(one[k] == other[k] for k in one.keys() & other.keys())
        and all(k in other for k in ("given_name", "family_name"))
    )
