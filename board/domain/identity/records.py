"""Records of people and the joins between them. Joins never form a ring, so that taking one back parts exactly what it joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from board.domain.refusals import BadInput

Part = Literal["child", "adult"]


class Record(NamedTuple):
    """A child or an adult of one contact. baby: 1; more where an unborn child is a record of several babies, who became twins."""

    part: Part
    number: int
    baby: int = 1

    @property
    def code(self) -> str:
        """The record as forms and the API name it."""
        return f"{self.part}-{self.number}"

    @classmethod
    def of(cls, code: str, field: str) -> Self:
        """The record that a form names. Raises BadInput."""
        part, _, number = code.partition("-")
        if part not in ("child", "adult") or not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadInput({field: "Choose a child or an adult."})
        return cls("child" if part == "child" else "adult", int(number))


@dataclass(frozen=True, slots=True)
class Join:
    """Two records that somebody joined."""

    join_id: int
    one: Record
    other: Record

    def beyond(self, record: Record) -> Record:
        """The record at the other end."""
        return self.other if record == self.one else self.one


def reached(start: Record, joins: Iterable[Join]) -> frozenset[Record]:
    """Every record that is joined with this one, by however many joins, and itself."""
    at = _by_record(joins)
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for join in at[here]:
            if (there := join.beyond(here)) not in found:
                found.add(there)
                waiting.append(there)
    return frozenset(found)


def first_towards(start: Record, end: Record, joins: Iterable[Join]) -> Join | None:
    """The join of one record that leads to another, which is the one to take back when they are not one person."""
    joins = tuple(joins)
    for join in _by_record(joins)[start]:
        rest = [other for other in joins if other is not join]
        if end in reached(join.beyond(start), rest):
            return join
    return None


def _by_record(joins: Iterable[Join]) -> defaultdict[Record, list[Join]]:
    found: defaultdict[Record, list[Join]] = defaultdict(list)
    for join in joins:
        found[join.one].append(join)
        found[join.other].append(join)
    return found
