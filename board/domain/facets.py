"""What the queue can be narrowed by. A facet is `group:code`: a code, never anybody's data, so a filter may stand in an address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from board.domain.ages import age_on
from board.domain.policy import Policy

Facets = tuple[str, ...]
"""What is true of one card, as far as the lens that reads it may know."""

AGES: Final = (
    ("unborn", "Unborn"),
    ("under_1", "Under 1"),
    ("under_5", "1 to 4"),
    ("under_12", "5 to 11"),
    ("under_18", "12 to 17"),
    ("not_known", "Age not known"),
)
FLAGS: Final = (
    ("confidential_enquiry", "Parents not aware"),
    ("anonymous_referrer", "Referrer not to be named"),
    ("children_unknown", "Children unknown"),
    ("late_information", "Late information"),
)
HELD: Final = (("me", "Me"), ("nobody", "Nobody"), ("team", "Somebody else in the team"))
LATE: Final = (("late", "Late"),)


@dataclass(frozen=True, slots=True)
class Group:
    """One question of the filter, with its answers as code and label. A card need match one of those chosen."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]


def groups(policy: Policy, seen: Collection[str]) -> tuple[Group, ...]:
    """What somebody may ask. seen: the groups their lens sees; colour and time are seen by all."""
    colours = (*((level.code, level.label) for level in policy.levels), ("unrated", "Not yet rated"))
    found = (
        Group("rag", "Colour", colours),
        Group("is", "Time", LATE),
        Group("held", "Held by", HELD),
        Group("age", "Age of a child", AGES),
        Group("flag", "Marked", FLAGS),
        Group("source", "Source", tuple((one.code, one.label) for one in policy.sources)),
    )
    return tuple(group for group in found if group.key in ("rag", "is") or group.key in seen)


def age_code(born_on: date | None, unborn: bool, today: date) -> str:
    """Which of AGES a child is."""
    if unborn:
        return "unborn"
    if born_on is None:
        return "not_known"
    age = age_on(born_on, today)
    return next((f"under_{limit}" for limit in (1, 5, 12) if age < limit), "under_18")


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody wants to see of the queue: codes by group, each group in its order; empty wants everything."""

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.chosen)

    @classmethod
    def of(cls, asked: Iterable[tuple[str, str]], known: Sequence[Group]) -> Filter:
        """From groups and codes as an address or a form names them. A code the hub no longer knows asks for nothing."""
        wanted = set(asked)
        found = (
            (group.key, tuple(code for code, _ in group.options if (group.key, code) in wanted))
            for group in known
        )
        return cls(tuple((key, codes) for key, codes in found if codes))

    @classmethod
    def parse(cls, words: str, known: Sequence[Group]) -> Filter:
        """From `group:code group:code`, as it is kept."""
        return cls.of([(key, code) for key, _, code in (w.partition(":") for w in words.split())], known)

    @property
    def words(self) -> str:
        """The way it is kept: `rag:red rag:amber held:nobody`."""
        return " ".join(f"{key}:{code}" for key, codes in self.chosen for code in codes)

    def pairs(self) -> list[tuple[str, str]]:
        """For an address: group and code."""
        return [(key, code) for key, codes in self.chosen for code in codes]

    def has(self, key: str, code: str) -> bool:
        """Whether this is chosen."""
        return any(code in codes for group, codes in self.chosen if group == key)

    def shows(self, facets: Collection[str], person_id: int) -> bool:
        """Whether a card with these facets matches: in every group one of what was chosen."""
        return all(any(_is(key, code, facets, person_id) for code in codes) for key, codes in self.chosen)

    def hidden(self, person_id: int) -> str:
        """A style sheet's words for the cards that do not match; the same decision as `shows`. Empty when nothing is hidden."""
        return ", ".join(
            f":not(:is({', '.join(_words(key, code, person_id) for code in codes)}))"
            for key, codes in self.chosen
        )


def _is(key: str, code: str, facets: Collection[str], person_id: int) -> bool:
    if (key, code) == ("held", "me"):
        return f"held:{person_id}" in facets
    if (key, code) == ("held", "team"):
        return not {"held:nobody", f"held:{person_id}"} & set(facets)
    return f"{key}:{code}" in facets


def _words(key: str, code: str, person_id: int) -> str:
    def has(facet: str) -> str:
        return f'[data-facets~="{facet}"]'

    if (key, code) == ("held", "me"):
        return has(f"held:{person_id}")
    if (key, code) == ("held", "team"):
        return f":not({has('held:nobody')}, {has(f'held:{person_id}')})"
    return has(f"{key}:{code}")
