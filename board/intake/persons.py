"""The people of one line of a list: who is a child, who an adult in which role, and what a full name is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from board.intake.cells import Value
from board.intake.days import BadCell
from board.intake.name_cells import fold, nobody, several

Parts = Mapping[tuple[str, int], Mapping[str, tuple[Value, str]]]
_UNBORN: Final = re.compile(r"(?:unborn|ubb)\b[\s:-]*(?:(?:baby|child|of)\b[\s:-]*)*", re.IGNORECASE)


_NAMES: Final = ("name", "given_name", "family_name")


@dataclass(slots=True)
class Person:
    """One child or adult. data: as the JSON API would be sent it; headers: field -> the column it came from."""

    child: bool
    number: int
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def persons_of(parts: Parts, number: int, remarks: list[tuple[int, str]]) -> list[Person]:
    """The people a line tells of, children first. Raises BadCell when it does not say who somebody is."""
    found = [
        _person(of, _with_middle_names(parts, of, place, dict(fields)), number, remarks)
        for (of, place), fields in sorted(parts.items(), key=lambda p: p[0][0] != "child")
        if not _middle_name(parts, of, place)
    ]
    return [person for person in found if person]


def _middle_name(parts: Parts, of: str, place: int) -> bool:
    """Whether a numbered column is one more forename of the only person of a line, as in Role, Surname, Forename 1, Forename 2."""
    first = parts.get((of, 1), {})
    return place > 1 and parts[of, place].keys() == {"given_name"} and first.keys() >= {"given_name", "role"}


def _with_middle_names(
    parts: Parts, of: str, place: int, fields: dict[str, tuple[Value, str]]
) -> dict[str, tuple[Value, str]]:
    more = [
        str(parts[key]["given_name"][0])
        for key in sorted(parts)
        if key[0] == of and _middle_name(parts, *key)
    ]
    if place == 1 and more:
        first, header = fields["given_name"]
        fields["given_name"] = (" ".join([str(first), *more]), header)
    return fields


def _person(
    of: str, fields: dict[str, tuple[Value, str]], number: int, remarks: list[tuple[int, str]]
) -> Person | None:
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
        if name in _NAMES:
            if nobody(str(value), name):
                if fields.keys() == {name}:
                    remarks.append(
                        (
                            number,
                            f"column “{header}” says that there is nobody to name; it was read as an empty cell",
                        )
                    )
                    return None
                raise BadCell(
                    f"column “{header}” says that there is nobody to name, and other columns tell of somebody. Empty one or the other"
                )
            if doubt := several(str(value), name, header):
                raise BadCell(f"column “{header}”: {doubt}")
            value = " ".join(str(value).split())
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
        _no_child_facts(person, remarks)
    if person.data.keys() <= {"role"} and of != "person":
        return None
    return person


def split_name(name: str, *, child: bool = False) -> dict[str, Any]:
    """Given and family name of a full one: "SMITH, Jo", "SMITH Jo" or "Jo Smith"; "Unborn Smith" is an unborn child of that family."""
    if child and (unborn := _UNBORN.match(name)):
        family = name[unborn.end() :].strip(" ()")
        return {"unborn": True, **({"family_name": family} if family else {})}
    family, comma, given = name.partition(",")
    if not comma:
        words = name.split()
        loud = next((n for n, word in enumerate(words) if not _loud(word)), len(words))
        if (
            any(len(word) > 2 for word in words[:loud])
            and loud < len(words)
            and not any(_loud(word) and len(word) > 2 for word in words[loud:])
        ):
            family, given = " ".join(words[:loud]), " ".join(words[loud:])
        else:
            given, _, family = name.rpartition(" ")
    return {k: v for k, v in (("given_name", given.strip()), ("family_name", family.strip())) if v}


def _loud(word: str) -> bool:
    """In capitals, as surnames are often written."""
    return len(word.strip(".")) > 1 and word.isupper()


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


def _no_child_facts(person: Person, remarks: list[tuple[int, str]]) -> None:
    for name in ("unborn", "expected_on", "sex", "ethnicity", "school"):
        value = person.data.pop(name, None)
        header = person.headers.pop(name, name)
        if name in ("unborn", "expected_on", "school") and value:
            raise BadCell(f"column “{header}” is filled for an adult: it tells of children only")
        if value:
            remarks.append((person.number, f"column “{header}” is not kept for an adult"))


def added(where: list[dict[str, Any]], person: Person, remarks: list[tuple[int, str]]) -> int:
    """Add a person to those of the contact, or to what an earlier line said of the same person; the place. Raises BadCell."""
    for place, other in enumerate(where):
        if not same(other, person.data):
            continue
        for name, value in person.data.items():
            if name in ("given_name", "family_name") or _alike(other.get(name, value), value):
                continue
            header = person.headers.get(name, name)
            raise BadCell(
                f"column “{header}” says something else of this person than an earlier line of the same reference. "
                "Make the cells alike, or if they are two people, give both their birth dates"
            )
        if not (other.get("given_name") and other.get("family_name")) and not other.get("born_on"):
            remarks.append(
                (
                    person.number,
                    "a person of the same single name stands in an earlier line; both were taken as one person",
                )
            )
        where[place] = _together(other, person.data)
        return place
    where.append(person.data)
    return len(where) - 1


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_alike(one[k], other[k]) for k in one.keys() & other.keys())
    return fold(str(one)) == fold(str(other))


def _together(first: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """Lists repeat a person on each line, often with fewer words; the names of the first line count."""
    made = {**{k: v for k, v in later.items() if k not in ("given_name", "family_name")}, **first}
    if "safe_contact" in first and "safe_contact" in later:
        made["safe_contact"] = {**later["safe_contact"], **first["safe_contact"]}
    return made


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two lines tell of one person: the same names in any spelling and order, the same part, no other birth date."""
    names = _names(one)
    return (
        bool(names)
        and names == _names(other)
        and all(one.get(k) == other.get(k) for k in ("role", "unborn"))
        and all(one[k] == other[k] for k in ("born_on", "expected_on") if k in one and k in other)
    )


def _names(data: Mapping[str, Any]) -> list[str]:
    return sorted(fold(f"{data.get('given_name', '')} {data.get('family_name', '')}").split())
