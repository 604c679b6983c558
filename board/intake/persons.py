"""The people of one line of a list: who is a child, who an adult in which role, and what a full name is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from board.intake.cells import Value
from board.intake.days import BadCell

Parts = Mapping[tuple[str, int], Mapping[str, tuple[Value, str]]]
_UNBORN: Final = re.compile(r"(?:unborn|ubb)\b[\s:-]*(?:(?:baby|child|of)\b[\s:-]*)*", re.IGNORECASE)


@dataclass(slots=True)
class Person:
    """One child or adult. data: as the JSON API would be sent it; headers: field -> the column it came from."""

    child: bool
    number: int
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def persons_of(parts: Parts, number: int) -> list[Person]:
    """The people a line tells of, children first. Raises BadCell when it does not say who somebody is."""
    found = [
        _person(of, dict(fields), number)
        for (of, _), fields in sorted(parts.items(), key=lambda p: p[0][0] != "child")
    ]
    return [person for person in found if person]


def _person(of: str, fields: dict[str, tuple[Value, str]], number: int) -> Person | None:
    role, told = str(fields.pop("role", ("", ""))[0]), of
    if of == "person":
        if not fields and not role:
            return None
        told = role or "child"  # a list of plain names and birth dates without roles is a list of children
    child = told in ("child", "unborn")
    person = Person(child, number)
    if not child:
        person.data["role"] = told
    if told == "unborn":
        person.data["unborn"] = True
    for name, (value, header) in fields.items():
        person.headers[name] = header
        if name == "name":
            person.data |= {k: v for k, v in split_name(str(value), child=child).items() if k not in fields}
        elif name.startswith("safe_contact."):
            person.data.setdefault("safe_contact", {})[name.partition(".")[2]] = value
        else:
            person.data[name] = value.isoformat() if isinstance(value, date) else value
    if child and "name" not in fields:
        _unborn_in_names(person.data)
    if person.data.get("unborn") is False:
        del person.data["unborn"]
    if not child:
        _no_child_facts(person)
    if person.data.keys() <= {"role"} and of != "person":
        return None
    return person


def split_name(name: str, *, child: bool = False) -> dict[str, Any]:
    """Given and family name of a full one: "SMITH, Jo" or "Jo Smith"; "Unborn Smith" is an unborn child of that family."""
    if child and (unborn := _UNBORN.match(name)):
        family = name[unborn.end() :].strip(" ()")
        return {"unborn": True, **({"family_name": family} if family else {})}
    family, comma, given = name.partition(",")
    if not comma:
        given, _, family = name.rpartition(" ")
    return {k: v for k, v in (("given_name", given.strip()), ("family_name", family.strip())) if v}


def _unborn_in_names(data: dict[str, Any]) -> None:
    for name in ("given_name", "family_name"):
        written = str(data.get(name, ""))
        if unborn := _UNBORN.match(written):
            data["unborn"] = True
            rest = written[unborn.end() :].strip(" ()")
            if rest:
                data[name] = rest
            else:
                del data[name]


def _no_child_facts(person: Person) -> None:
    for name in ("unborn", "expected_on", "sex", "ethnicity", "school"):
        value = person.data.pop(name, None)
        header = person.headers.pop(name, name)
        if name in ("unborn", "expected_on", "school") and value:
            raise BadCell(f"column “{header}” is filled for an adult: it tells of children only")
