"""Whether two contacts look like the same family: by names, birth dates and homes as they were typed, with the reason in words.

A proposal and never more: a person confirms or rejects it, and nothing is merged. Safe contacts are not read here at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz.distance import OSA

from board.domain.addresses import Home, home, same_home
from board.domain.names import Alike, family_alike, given_alike, keys, tokens

Part = Literal["child", "unborn", "adult"]
EXPECTED_APART_DAYS: Final = 21
EARLIEST_DAYS, LATEST_DAYS = 100, 28  # a baby may come this long before the day expected, or after
MOST_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Somebody:
    """A child or adult of a contact as the matcher reads them."""

    part: Part
    given: str | None = None
    family: str | None = None
    born_on: date | None = None
    expected_on: date | None = None
    address: str | None = None


class Why(StrEnum):
    """Why two people, or two homes, look like one."""

    SAME_NAME_AND_BIRTH_DATE = "same_name_and_birth_date"
    SAME_BIRTH_DATE_NEAR_NAME = "same_birth_date_near_name"
    SAME_BIRTH_DATE_SWAPPED_NAMES = "same_birth_date_swapped_names"
    SWAPPED_BIRTH_DATE = "swapped_birth_date"
    SAME_BIRTH_DATE_PART_OF_NAME = "same_birth_date_part_of_name"
    SAME_BIRTH_DATE_OTHER_FAMILY_NAME = "same_birth_date_other_family_name"
    NEAR_BIRTH_DATE = "near_birth_date"
    SAME_NAME_NO_BIRTH_DATE = "same_name_no_birth_date"
    NEAR_NAME_NO_BIRTH_DATE = "near_name_no_birth_date"
    EXPECTED_TOGETHER = "expected_together"
    BORN_SINCE = "born_since"
    SAME_ADDRESS = "same_address"
    SAME_REFERENCE = "same_reference"


WORDS: Final = {
    Why.SAME_NAME_AND_BIRTH_DATE: "the same name and birth date",
    Why.SAME_BIRTH_DATE_NEAR_NAME: "the same birth date and nearly the same name",
    Why.SAME_BIRTH_DATE_SWAPPED_NAMES: "the same birth date, given and family name swapped",
    Why.SWAPPED_BIRTH_DATE: "the same name, day and month of birth swapped",
    Why.SAME_BIRTH_DATE_PART_OF_NAME: "the same birth date and part of the name, the rest is missing",
    Why.SAME_BIRTH_DATE_OTHER_FAMILY_NAME: "the same birth date and given name, another family name",
    Why.NEAR_BIRTH_DATE: "the same name, birth dates one figure apart",
    Why.SAME_NAME_NO_BIRTH_DATE: "the same name, a birth date is missing",
    Why.NEAR_NAME_NO_BIRTH_DATE: "nearly the same name, a birth date is missing",
    Why.EXPECTED_TOGETHER: "the same family name, expected about the same time",
    Why.BORN_SINCE: "the same family name, born about when the other was expected",
    Why.SAME_ADDRESS: "the same address",
    Why.SAME_REFERENCE: "the same reference from the sender",
}
_WHO: Final = {"child": "a child", "adult": "an adult", "home": "a home"}
_ALONE: Final = ("home", "contact")
REFERENCE: Final = "contact:same_reference"
"""Both were sent under one reference. Police numbers start again every night, so this alone says nothing of a family."""


class Strength(IntEnum):
    """How much a reason carries. WEAK alone is no match; two weak ones of different people are a possible one."""

    WEAK = 1
    POSSIBLE = 2
    STRONG = 3


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One thing that agrees. code: as it is kept, such as `child:near_birth_date`."""

    strength: Strength
    who: str
    why: Why

    @property
    def code(self) -> str:
        return f"{self.who}:{self.why.value}"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two contacts that look like the same family. reasons: the strongest first."""

    strength: Strength
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.reasons]


def reason_words(codes: Iterable[str]) -> str:
    """Kept reasons as people read them: "a child with the same name and birth date; a home with the same address"."""
    said = []
    for code in codes:
        who, _, why = code.partition(":")
        words = WORDS.get(Why(why), why) if why in set(Why) else why.replace("_", " ")
        said.append(words if who in _ALONE else f"{_WHO.get(who, who)} with {words}")
    return "; ".join(said)


def of_a_family(codes: Iterable[str], verdict: str | None) -> bool:
    """Whether two contacts look like one family, and were not only sent under one reference."""
    return verdict == "confirmed" or any(code != REFERENCE for code in codes)


def likeness(ones: Sequence[Somebody], others: Sequence[Somebody]) -> Likeness | None:
    """Whether these two families look like one. The order of people, and of the two families, makes no difference."""
    found = [
        (reason, a, b)
        for a, one in enumerate(ones)
        for b, other in enumerate(others)
        if (reason := same_person(one, other))
    ]
    reasons = {reason for reason, _, _ in found}
    if _share_a_home(ones, others):
        reasons.add(Reason(Strength.POSSIBLE, "home", Why.SAME_ADDRESS))
    strength = max((reason.strength for reason in reasons), default=None)
    if strength is Strength.WEAK:
        weak = [(a, b) for _, a, b in found]
        two = any(a != c and b != d for a, b in weak for c, d in weak)
        strength = Strength.POSSIBLE if two else None
    if strength is None:
        return None
    ordered = sorted(reasons, key=lambda reason: (-reason.strength, reason.who != "child", reason.code))
    return Likeness(strength, tuple(ordered[:MOST_REASONS]))


def same_person(one: Somebody, other: Somebody) -> Reason | None:
    """Whether these two may be one person, and by what."""
    if "unborn" in (one.part, other.part):
        return _unborn(one, other)
    who = "child" if "child" in (one.part, other.part) else "adult"
    found = _by_birth_date(one, other, alike_kind=one.part == other.part)
    return Reason(found[0], who, found[1]) if found else None


def _by_birth_date(one: Somebody, other: Somebody, *, alike_kind: bool) -> tuple[Strength, Why] | None:
    born = dates_alike(one.born_on, other.born_on)
    if born is Alike.OTHER or (born is Alike.UNKNOWN and not alike_kind):
        return None  # cousins and namesakes; father and son of one name
    given, family = given_alike(one.given, other.given), family_alike(one.family, other.family)
    if born is Alike.SAME:
        return _same_day(one, other, given, family)
    whole = given in (Alike.NEAR, Alike.SAME) and family >= Alike.NEAR
    exact = given is Alike.SAME and family >= Alike.PART
    if born is Alike.PART:
        if whole:
            return Strength.STRONG, Why.SWAPPED_BIRTH_DATE
        return (Strength.POSSIBLE, Why.SWAPPED_BIRTH_DATE) if _swapped(one, other) else None
    if born is Alike.NEAR:
        return (Strength.POSSIBLE, Why.NEAR_BIRTH_DATE) if exact else None
    if given is Alike.SAME and family is Alike.SAME:
        # Children of one name are met on one morning seldom, adults of one name every morning.
        strength = Strength.POSSIBLE if one.part == "child" else Strength.WEAK
        return strength, Why.SAME_NAME_NO_BIRTH_DATE
    return (Strength.WEAK, Why.NEAR_NAME_NO_BIRTH_DATE) if whole or _swapped(one, other) else None


def _same_day(one: Somebody, other: Somebody, given: Alike, family: Alike) -> tuple[Strength, Why] | None:
    if given is Alike.SAME and family is Alike.SAME:
        return Strength.STRONG, Why.SAME_NAME_AND_BIRTH_DATE
    if given >= Alike.NEAR and family >= Alike.NEAR:
        return Strength.STRONG, Why.SAME_BIRTH_DATE_NEAR_NAME
    if _swapped(one, other):
        return Strength.STRONG, Why.SAME_BIRTH_DATE_SWAPPED_NAMES
    if (given >= Alike.NEAR and family is Alike.UNKNOWN) or (given is Alike.UNKNOWN and family >= Alike.NEAR):
        return Strength.POSSIBLE, Why.SAME_BIRTH_DATE_PART_OF_NAME
    if given is Alike.SAME and family is Alike.OTHER:
        return Strength.POSSIBLE, Why.SAME_BIRTH_DATE_OTHER_FAMILY_NAME
    return None


def _swapped(one: Somebody, other: Somebody) -> bool:
    """Whether given and family name changed places."""
    return (
        family_alike(one.given, other.family) >= Alike.NEAR
        and family_alike(one.family, other.given) >= Alike.NEAR
    )


def _unborn(one: Somebody, other: Somebody) -> Reason | None:
    family = family_alike(one.family, other.family)
    if family < Alike.NEAR or "adult" in (one.part, other.part):
        return None
    if one.part == other.part:
        if one.expected_on is None or other.expected_on is None:
            return Reason(Strength.WEAK, "child", Why.EXPECTED_TOGETHER) if family is Alike.SAME else None
        near = abs((one.expected_on - other.expected_on).days) <= EXPECTED_APART_DAYS
        return Reason(Strength.POSSIBLE, "child", Why.EXPECTED_TOGETHER) if near else None
    unborn, born = (one, other) if one.part == "unborn" else (other, one)
    if unborn.expected_on is None or born.born_on is None:
        return None
    after = (born.born_on - unborn.expected_on).days
    fits = -EARLIEST_DAYS <= after <= LATEST_DAYS
    return Reason(Strength.POSSIBLE, "child", Why.BORN_SINCE) if fits else None


def dates_alike(one: date | None, other: date | None) -> Alike:
    """SAME; PART: day and month swapped; NEAR: one figure typed otherwise, or two next to each other swapped; UNKNOWN; OTHER."""
    if one is None or other is None:
        return Alike.UNKNOWN
    if one == other:
        return Alike.SAME
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return Alike.PART
    return Alike.NEAR if OSA.distance(_figures(one), _figures(other), score_cutoff=1) == 1 else Alike.OTHER


@lru_cache(maxsize=50_000)
def _figures(on: date) -> str:
    return f"{on:%d%m%Y}"


def _share_a_home(ones: Iterable[Somebody], others: Iterable[Somebody]) -> bool:
    theirs = {found for other in others if (found := home(other.address))}
    return any(same_home(here, there) for one in ones if (here := home(one.address)) for there in theirs)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a person of another family must have one of to be worth comparing. Made once for a family, asked of thousands."""

    words: frozenset[str]
    dates: frozenset[date]
    homes: Mapping[frozenset[str], tuple[Home, ...]]
    """By their numbers, which one home has in common with itself however it is written."""

    @classmethod
    def of(cls, people: Iterable[Somebody]) -> Lookup:
        words: set[str] = set()
        dates: set[date] = set()
        homes: dict[frozenset[str], tuple[Home, ...]] = {}
        for one in people:
            words |= keys_of(one)
            dates |= {one.born_on} if one.born_on else set()
            found = home(one.address)
            if found and found not in homes.get(found.numbers, ()):
                homes[found.numbers] = (*homes.get(found.numbers, ()), found)
        return cls(frozenset(words), frozenset(dates), homes)

    def may_hold(
        self, given: str | None, family: str | None, born_on: date | None, address: str | None
    ) -> bool:
        """Whether somebody has a word of a name, a birth date or a home in common with the family."""
        if born_on in self.dates or not self.words.isdisjoint(_keys(given, family)):
            return True
        if not self.homes or address is None:
            return False
        here = home(address)
        return here is not None and any(same_home(here, there) for there in self.homes.get(here.numbers, ()))


def keys_of(one: Somebody) -> frozenset[str]:
    """By what this person's names can be looked up."""
    return _keys(one.given, one.family)


@lru_cache(maxsize=50_000)
def _keys(given: str | None, family: str | None) -> frozenset[str]:
    return frozenset().union(*(keys(word) for word in (*tokens(given), *tokens(family))))
