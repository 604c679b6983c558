"""Who is named on a restricted contact where too few were chosen: at least two people, wherever the hub has two who may be.

The rule. A contact that arrives restricted names everybody in the seats the policy names at once, and whom whoever logs it chose besides;
one that is restricted later names whoever restricts it and whom they chose. While these are fewer than two people, one is added after the
other: down the policy's rungs (the seats named at once, then those a restricted contact climbs to), the head of service after all of them;
within a rung the duty manager first, then who is on duty, then the others. Last comes whoever logs it, since they know of it already.
Who is kept out is never named, and a system is no person: it is named at once only where the policy names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from board.domain.permissions import Role

FEWEST: Final = 2
"""People who know of a restricted contact: one alone may be ill tomorrow."""


@dataclass(frozen=True, slots=True)
class Nameable:
    """Somebody with a seat. service: a system, which is named with its role and counts for nobody. barred: never by the board itself."""

    person_id: int
    name: str
    role: Role
    on_duty: bool = False
    duty_manager: bool = False
    service: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """What whoever logs a restricted contact said of it. people: who else may know of it; out: who must never."""

    people: frozenset[int] = frozenset()
    out: frozenset[int] = frozenset()

    def without(self, apart: frozenset[int]) -> Naming:
        """The same, but for people from whom the contact is kept because of an interest in its family."""
        return Naming(self.people - apart, self.out | apart)


def rungs(at_once: Iterable[Role], ladder: Iterable[Role]) -> tuple[Role, ...]:
    """Roles from which people are added, the first first."""
    return tuple(dict.fromkeys((*at_once, *ladder, Role.HEAD_OF_SERVICE)))


def in_order(seated: Iterable[Nameable], order: Collection[Role], out: Collection[int]) -> list[Nameable]:
    """Whom the board adds, the first first, each once; nobody who is kept out, and no system."""
    place = {role: number for number, role in enumerate(order)}
    able = [
        one
        for one in seated
        if one.role in place and one.person_id not in out and not one.service and not one.barred
    ]
    able.sort(key=lambda one: (place[one.role], not one.duty_manager, not one.on_duty, one.person_id))
    first: dict[int, Nameable] = {}
    for one in able:
        first.setdefault(one.person_id, one)
    return list(first.values())


def at_once(
    seated: Iterable[Nameable], roles: Collection[Role], systems: Collection[str], out: Collection[int]
) -> list[Nameable]:
    """Everybody in these seats who is not kept out; of the systems in them, those alone that the policy names."""
    return [
        one
        for one in seated
        if one.role in roles and one.person_id not in out and (not one.service or one.name in systems)
    ]


def enough(people: Collection[int], more: Iterable[int]) -> tuple[int, ...]:
    """Of these more, in their order, as many as make the people at least two; all of them where they do not suffice."""
    added: list[int] = []
    for one in more:
        if len(people) + len(added) >= FEWEST:
            break
        if one not in people and one not in added:
            added.append(one)
    return tuple(added)
