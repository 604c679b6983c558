"""Whether two contacts look like the same family: by names, birth dates and homes as they were typed, with the reason in words.

A proposal and never more: a person confirms or rejects it, and nothing is merged. Safe contacts are not read here at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz.distance import OSA

from board.domain.addresses import home, same_home
from board.domain.family.reasons import Likeness, Reason, Strength, Why
from board.domain.family.short_forms import known
from board.domain.names import (
    Alike,
    family_alike,
    given_alike,
    spelt_alike,
    tokens,
    which_unnamed,
    whole_alike,
    word_alike,
)

Part = Literal["child", "unborn", "adult"]
EXPECTED_APART_DAYS: Final = 21
EARLIEST_DAYS, LATEST_DAYS = 100, 28  # a baby may come this long before the day expected, or after
MOST_REASONS: Final = 3
_UNBORN: Final = (Why.EXPECTED_TOGETHER, Why.BORN_SINCE)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A child or adult of a contact as the matcher reads them."""

    part: Part
    given: str | None = None
    family: str | None = None
    born_on: date | None = None
    expected_on: date | None = None
    address: str | None = None
    sex: str | None = None
    """As sent; children alone."""

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the whole name. One written in both fields is a single name."""
        given, family = tokens(self.given), tokens(self.family)
        return given if given == family else (*given, *family)


def likeness(ones: Sequence[Somebody], others: Sequence[Somebody]) -> Likeness | None:
    """Whether these two families look like one. The order of people, and of the two families, makes no difference."""
    found = [
        (reason, a, b)
        for a, one in enumerate(ones)
        for b, other in enumerate(others)
        if (reason := same_person(one, other) or twins(one, other))
    ]
    if any(reason.why in _UNBORN for reason, _, _ in found) and _other_adults(ones, others):
        found = [(_weak(reason), a, b) for reason, a, b in found]
    reasons = {reason for reason, _, _ in found}
    if _share_a_home(ones, others):
        reasons.add(Reason(Strength.POSSIBLE, "home", Why.SAME_ADDRESS))
    if _parent(reasons) and _share_a_family_name(ones, others):
        reasons.add(Reason(Strength.POSSIBLE, "adult", Why.SAME_ADULT_AND_FAMILY_NAME))
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
    """Whether these two may be one person, and by what. Twins never are: they are of one family, which `likeness` says."""
    if "unborn" in (one.part, other.part):
        return _unborn(one, other)
    who = "child" if "child" in (one.part, other.part) else "adult"
    found = _by_birth_date(one, other, alike_kind=one.part == other.part)
    if found is None or (found[1] is not Why.SAME_NAME_AND_BIRTH_DATE and told_apart(one, other)):
        return None
    return Reason(found[0], who, found[1])


def twins(one: Somebody, other: Somebody) -> Reason | None:
    """Whether these two were born on one day into one family, and are not one person."""
    if "unborn" in (one.part, other.part) or one.born_on is None or one.born_on != other.born_on:
        return None
    named = (tokens(one.given) and tokens(other.given)) or None not in _which(one, other)
    families: tuple[tuple[str | None, str | None], ...] = (
        (one.family, other.family),
        (one.given, other.family),
        (one.family, other.given),
    )
    if one.family and other.family and _reversed(one, other):
        families = (*families, (one.given, other.given))
    if not named or not any(family_alike(a, b) >= Alike.NEAR for a, b in families):
        return None
    who = "child" if "child" in (one.part, other.part) else "adult"
    return Reason(Strength.POSSIBLE, who, Why.SAME_FAMILY_NAME_AND_BIRTH_DATE)


def _by_birth_date(one: Somebody, other: Somebody, *, alike_kind: bool) -> tuple[Strength, Why] | None:
    born = dates_alike(one.born_on, other.born_on)
    if born is Alike.OTHER or (born is Alike.UNKNOWN and not alike_kind):
        return None  # cousins and namesakes; father and son of one name
    given, family = given_alike(one.given, other.given), family_alike(one.family, other.family)
    if born is Alike.SAME:
        return _same_day(one, other, given, family)
    exact = given is Alike.SAME and family >= Alike.PART
    near = (given >= Alike.NEAR and family >= Alike.NEAR) or whole_alike(one.names, other.names) >= Alike.NEAR
    if born is Alike.PART:
        if given >= Alike.NEAR and family >= Alike.NEAR:
            return Strength.STRONG, Why.SWAPPED_BIRTH_DATE
        return (Strength.POSSIBLE, Why.SWAPPED_BIRTH_DATE) if near or _single(one, other) else None
    if born is Alike.NEAR:
        same = exact or whole_alike(one.names, other.names) is Alike.SAME
        return (Strength.POSSIBLE, Why.NEAR_BIRTH_DATE) if same else None
    if given is Alike.SAME and family is Alike.SAME:
        # Children of one name are met on one morning seldom, adults of one name every morning.
        strength = Strength.POSSIBLE if one.part == "child" else Strength.WEAK
        return strength, Why.SAME_NAME_NO_BIRTH_DATE
    if not near:
        return None
    # A short form or another script is the name itself; a slip of the keys, or another order, may be another child.
    sure = one.part == "child" and all(
        spelt_alike(tokens(a), tokens(b)) for a, b in ((one.given, other.given), (one.family, other.family))
    )
    return Strength.POSSIBLE if sure else Strength.WEAK, Why.NEAR_NAME_NO_BIRTH_DATE


def _same_day(one: Somebody, other: Somebody, given: Alike, family: Alike) -> tuple[Strength, Why] | None:
    if given is Alike.SAME and family is Alike.SAME:
        return Strength.STRONG, Why.SAME_NAME_AND_BIRTH_DATE
    if given >= Alike.NEAR and family >= Alike.NEAR:
        return Strength.STRONG, Why.SAME_BIRTH_DATE_NEAR_NAME
    whole = whole_alike(one.names, other.names)
    if whole in (Alike.NEAR, Alike.SAME):
        two = len(one.names) == len(other.names) == 2 and whole is Alike.NEAR
        swapped = Why.SAME_BIRTH_DATE_SWAPPED_NAMES if two else Why.SAME_BIRTH_DATE_OTHER_ORDER
        return Strength.STRONG, swapped
    if _single(one, other):
        return Strength.POSSIBLE, Why.SAME_BIRTH_DATE_SINGLE_NAME
    if (given >= Alike.NEAR and family is Alike.UNKNOWN) or (given is Alike.UNKNOWN and family >= Alike.NEAR):
        return Strength.POSSIBLE, Why.SAME_BIRTH_DATE_PART_OF_NAME
    if whole is Alike.PART:
        return Strength.POSSIBLE, Why.SAME_BIRTH_DATE_OTHER_ORDER
    if given is Alike.SAME and family is Alike.OTHER and not _reversed(one, other):
        return Strength.POSSIBLE, Why.SAME_BIRTH_DATE_OTHER_FAMILY_NAME
    return None


def _single(one: Somebody, other: Somebody) -> bool:
    """Whether one has a single name, in either field, that is a word of the other's."""
    fewer, more = sorted((one.names, other.names), key=len)
    if len(fewer) != 1:
        return False
    return any(word_alike(fewer[0], word, given=True) for word in (*more, "".join(more)))


def _reversed(one: Somebody, other: Somebody) -> bool:
    """Whether both have their given name in the field of the family name, and the family name in that of the given."""
    fields = [tokens(field) for field in (one.given, other.given, one.family, other.family)]
    return not any(known(w) for w in (*fields[0], *fields[1])) and all(
        known(w) for w in (*fields[2], *fields[3])
    )


def told_apart(one: Somebody, other: Somebody) -> bool:
    """Whether one is a boy and one a girl, or they are "Twin 1" and "Twin 2"."""
    sexes = {(person.sex or "").strip().casefold()[:1] for person in (one, other)}
    which = _which(one, other)
    return sexes == {"f", "m"} or (None not in which and len(which) == 2)


def _which(one: Somebody, other: Somebody) -> set[str | None]:
    return {which_unnamed(one.given), which_unnamed(other.given)}


def _other_adults(ones: Iterable[Somebody], others: Iterable[Somebody]) -> bool:
    """Whether both tell of adults by name and birth date, and none of them is one person."""
    mine, theirs = (
        [one for one in people if one.part == "adult" and one.born_on and one.names]
        for people in (ones, others)
    )
    return bool(mine and theirs) and not any(same_person(a, b) for a in mine for b in theirs)


def _weak(reason: Reason) -> Reason:
    """Among other adults an unborn child says little: many of one family name are expected about one time."""
    return Reason(Strength.WEAK, reason.who, reason.why) if reason.why in _UNBORN else reason


def _parent(reasons: Iterable[Reason]) -> bool:
    """Whether an adult of each has one name, and nothing else is known of one."""
    unsure = (Why.SAME_NAME_NO_BIRTH_DATE, Why.NEAR_NAME_NO_BIRTH_DATE)
    return any(r.who == "adult" and r.why in unsure for r in reasons)


def _share_a_family_name(ones: Iterable[Somebody], others: Iterable[Somebody]) -> bool:
    """Whether a child of each has one family name."""
    mine = [one.family for one in ones if one.part != "adult"]
    theirs = [other.family for other in others if other.part != "adult"]
    return any(family_alike(a, b) >= Alike.NEAR for a in mine for b in theirs)


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
