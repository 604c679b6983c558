"""Why two contacts look like one family: how much each reason carries, as it is kept, and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Why(StrEnum):
    """Why two people, or two homes, look like one."""

    SAME_NAME_AND_BIRTH_DATE = "same_name_and_birth_date"
    SAME_BIRTH_DATE_NEAR_NAME = "same_birth_date_near_name"
    SAME_BIRTH_DATE_SWAPPED_NAMES = "same_birth_date_swapped_names"
    SAME_BIRTH_DATE_OTHER_ORDER = "same_birth_date_other_order"
    SAME_BIRTH_DATE_SINGLE_NAME = "same_birth_date_single_name"
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
    SAME_FAMILY_NAME_AND_BIRTH_DATE = "same_family_name_and_birth_date"
    SAME_ADULT_AND_FAMILY_NAME = "same_adult_and_family_name"


WORDS: Final = {
    Why.SAME_NAME_AND_BIRTH_DATE: "the same name and birth date",
    Why.SAME_BIRTH_DATE_NEAR_NAME: "the same birth date and nearly the same name",
    Why.SAME_BIRTH_DATE_SWAPPED_NAMES: "the same birth date, given and family name swapped",
    Why.SAME_BIRTH_DATE_OTHER_ORDER: "the same birth date, the words of the name in another order",
    Why.SAME_BIRTH_DATE_SINGLE_NAME: "the same birth date, and a single name that is the same or part of the other",
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
    Why.SAME_FAMILY_NAME_AND_BIRTH_DATE: "the same birth date and family name, another given name: twins perhaps",
    Why.SAME_ADULT_AND_FAMILY_NAME: "the same name, a birth date is missing; the children have the same family name",
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
