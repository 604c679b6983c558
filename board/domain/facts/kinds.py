"""Kinds of facts of a person, whose they are, and the faults of a fact that somebody gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from board.domain.facts.codes import LISTS


class State(StrEnum):
    """Whether a fact is known. Refused and not asked are two different answers."""

    KNOWN = "known"
    REFUSED = "refused"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


STATES: Final[Mapping[State, str]] = {
    State.KNOWN: "Known",
    State.REFUSED: "Refused to say",
    State.NOT_KNOWN: "Asked, not known",
    State.NOT_ASKED: "Not asked",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact, whose list of codes has the same key. about: its heading. whose: child, adult, or between an adult and a child.

    to: the word before the child, where it is between the two.
    """

    key: str
    about: str
    whose: tuple[str, ...]
    to: str = ""

    @property
    def noun(self) -> str:
        """The kind within a sentence."""
        return self.about if self.about.isupper() else self.about[:1].lower() + self.about[1:]


BETWEEN: Final = "between"
RESPONSIBILITY: Final = "parental_responsibility"
"""The one fact of who has parental responsibility, which consent reads."""
_BOTH: Final = ("child", "adult")
KINDS: Final[Mapping[str, Kind]] = {
    one.key: one
    for one in (
        Kind("sex", "Sex", _BOTH),
        Kind("ethnicity", "Ethnicity", _BOTH),
        Kind("disability", "Disability", _BOTH),
        Kind("first_language", "First language", _BOTH),
        Kind("interpreter", "Interpreter", _BOTH),
        Kind("school", "School", ("child",)),
        Kind("gp", "GP", _BOTH),
        Kind("relationship", "Relationship", (BETWEEN,), "to"),
        Kind("care", "Part in the care", (BETWEEN,), "of"),
        Kind(RESPONSIBILITY, "Parental responsibility", (BETWEEN,), "for"),
    )
}
NONE_OF: Final = "NONE"
"""The code of a list with several that stands alone."""


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact as somebody gives it. to: the child to whom an adult is related, where the kind is of two people."""

    kind: str
    state: str = State.KNOWN
    codes: tuple[str, ...] = ()
    words: str | None = None
    to: int | None = None

    @property
    def key(self) -> str:
        """Its name in a form and among errors: the kind, with the number of the child where the kind is of two people."""
        return f"{self.kind}-{self.to}" if self.to is not None else self.kind


def kinds_of(who: str) -> tuple[Kind, ...]:
    """The kinds of a child, of an adult, or between the two."""
    return tuple(kind for kind in KINDS.values() if who in kind.whose)


def fault(given: GivenFact, who: str, children: Collection[int]) -> str | None:
    """The sentence that is wrong with this fact of a child or an adult; none when it can be kept. children: those of the contact."""
    kind = KINDS.get(given.kind)
    if kind is None:
        return f"Choose one of: {', '.join(KINDS)}."
    between = BETWEEN in kind.whose
    if not between and who not in kind.whose:
        return f"{kind.about} is not recorded of {'an' if who == 'adult' else 'a'} {who}."
    if between and who != "adult":
        return f"{kind.about} is recorded of an adult, for each child."
    of_all = given.kind == RESPONSIBILITY and given.to is None and not children
    if between and not of_all and given.to not in children:
        return "Choose a child of this contact."
    if not between and given.to is not None:
        return f"{kind.about} is of one person. Leave the child blank."
    if given.state not in set(State):
        return f"Choose one of: {', '.join(State)}."
    if given.state != State.KNOWN:
        return "Choose either an answer or why there is none." if given.codes else None
    return _codes_fault(given)


def _codes_fault(given: GivenFact) -> str | None:
    codes = LISTS[given.kind]
    if not given.codes and not given.words:
        return "Choose an answer, or enter it in words."
    if len(given.codes) > 1 and not codes.several:
        return "Choose one answer."
    if NONE_OF in given.codes and len(given.codes) > 1:
        return f"{codes.words(NONE_OF)} does not go with another answer."
    wrong = next((code for code in given.codes if not codes.has(code)), None)
    if wrong is None:
        return None
    if codes.key == "school":
        return "Enter the six digits of the school's URN, for example 123456."
    if codes.key == "gp":
        return "Enter the practice code: a letter and five digits, for example A81001."
    return f"Choose one of: {', '.join(codes.codes)}."
