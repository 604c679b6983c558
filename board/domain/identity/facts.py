"""Facts by which two records look like one person. Two of them, the name among them, are enough to join; else a manager is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from board.domain.addresses import home, same_home
from board.domain.family.reasons import Strength, Why
from board.domain.matching import Somebody, dates_alike, same_person, told_apart
from board.domain.names import Alike, family_alike, given_alike, tokens, whole_alike

ENOUGH: Final = 2


class Fact(StrEnum):
    """Something that both records say alike."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    EXPECTED = "expected"
    HOME = "home"
    SCHOOL = "school"
    RELATIVE = "relative"


WORDS: Final[Mapping[Fact, str]] = {
    Fact.NAME: "name",
    Fact.BIRTH_DATE: "birth date",
    Fact.EXPECTED: "expected date",
    Fact.HOME: "address",
    Fact.SCHOOL: "school",
    Fact.RELATIVE: "another person on both contacts",
}


def fact_words(codes: Iterable[str]) -> str:
    """Facts in words, as a list; a code of a later version stands as it is."""
    return ", ".join(WORDS[Fact(code)] if code in set(Fact) else code for code in codes) or "nothing"


def matching_facts(
    one: Somebody,
    other: Somebody,
    ones: Iterable[Somebody],
    others: Iterable[Somebody],
    *,
    schools: tuple[str | None, str | None] = (None, None),
) -> tuple[Fact, ...]:
    """The facts that these two records say alike. ones, others: the other people of each contact."""
    found = []
    if _names_alike(one, other):
        found.append(Fact.NAME)
    if dates_alike(one.born_on, other.born_on) in (Alike.SAME, Alike.PART):
        found.append(Fact.BIRTH_DATE)
    if _expected_alike(one, other):
        found.append(Fact.EXPECTED)
    here, there = home(one.address), home(other.address)
    if here is not None and there is not None and same_home(here, there):
        found.append(Fact.HOME)
    if schools[0] and schools[1] and tokens(schools[0]) == tokens(schools[1]):
        found.append(Fact.SCHOOL)
    others = tuple(others)
    if any(_surely_one(a, b) for a in ones for b in others):
        found.append(Fact.RELATIVE)
    return tuple(found)


def needs_manager(one: Somebody, other: Somebody, facts: Iterable[Fact]) -> bool:
    """Whether a manager is asked before these two records are joined: fewer than two facts match, or some fact speaks against it.

    Twins have one birth date and one home. A sibling may have nearly the same name. So a name or a birth date that differs asks too. The
    name of an unborn child is the family's: without an expected date that fits, it may be of any sister or brother.
    """
    facts = tuple(facts)
    if len(facts) < ENOUGH or Fact.NAME not in facts or told_apart(one, other):
        return True
    if "unborn" in (one.part, other.part):
        return Fact.EXPECTED not in facts
    return bool(one.born_on and other.born_on) and Fact.BIRTH_DATE not in facts


def _names_alike(one: Somebody, other: Somebody) -> bool:
    """Whether the names are one name. An unborn child has a family name alone."""
    families = family_alike(one.family, other.family) >= Alike.NEAR
    if "unborn" in (one.part, other.part):
        return families
    given = given_alike(one.given, other.given) >= Alike.NEAR
    return (given and families) or whole_alike(one.names, other.names) >= Alike.NEAR


def _expected_alike(one: Somebody, other: Somebody) -> bool:
    reason = same_person(one, other) if "unborn" in (one.part, other.part) else None
    dated = all(person.expected_on or person.born_on for person in (one, other))
    return reason is not None and dated and reason.why in (Why.EXPECTED_TOGETHER, Why.BORN_SINCE)


def _surely_one(one: Somebody, other: Somebody) -> bool:
    reason = same_person(one, other)
    return reason is not None and reason.strength is Strength.STRONG
