"""The family of an interest as somebody typed it, and whether a contact's people belong to it.

Names are compared without birth dates and more widely than two contacts are: a contact too many is hidden from one person until a manager
decides, a contact too few is shown to kin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from board.domain.addresses import home, same_home, same_street
from board.domain.family.keys import asked_keys
from board.domain.incident.references import reference_key
from board.domain.matching import Somebody
from board.domain.names import Alike, family_alike, given_alike, tokens, whole_alike

KINDS: Final = {"kin": "Kin", "neighbour": "Neighbour", "colleague": "Colleague"}
"""The kinds of interest, each in words."""


@dataclass(frozen=True, slots=True)
class TypedFamily:
    """names: one on each line, the family name last. reference: of the board, or of a sender."""

    names: str | None = None
    address: str | None = None
    reference: str | None = None

    @property
    def people(self) -> tuple[Somebody, ...]:
        """Everybody typed, and somebody who lives at the address. A family name alone counts in the street of the address."""
        lines = [line.split() for line in (self.names or "").splitlines()]
        found = [
            Somebody(
                "adult", " ".join(words[:-1]) or None, words[-1], address=None if words[1:] else self.address
            )
            for words in lines
            if words
        ]
        return (*found, Somebody("adult", address=self.address)) if self.address else tuple(found)

    @property
    def look_up_keys(self) -> list[int]:
        """Hashes by which contacts of the family are looked up."""
        return asked_keys(self.people)

    @property
    def reference_key(self) -> str | None:
        """The common form of the reference."""
        return reference_key(self.reference) if self.reference else None

    def includes(self, people: Iterable[Somebody]) -> bool:
        """Whether one of these people was typed, or lives at the address."""
        typed = self.people
        return any(_is(one, other) for other in people for one in typed)


def unreadable(family: TypedFamily) -> dict[str, str]:
    """The fields that can never be compared with a contact, each with what to do."""
    wrong = {}
    alone = [line for line in (family.names or "").splitlines() if len(line.split()) == 1]
    if alone and not family.address:
        wrong["names"] = (
            "Give each person a given name too, or the address: one name alone would keep every family of that name from you."
        )
    if family.names and not all(tokens(line) for line in family.names.splitlines() if line.strip()):
        wrong["names"] = "Write one name on each line, in letters."
    if family.address and home(family.address) is None:
        wrong["address"] = "Give the number of the house or flat, and the street."
    return wrong


def _is(typed: Somebody, other: Somebody) -> bool:
    ours, theirs = home(typed.address), home(other.address)
    if ours and theirs and same_home(ours, theirs):
        return True
    if typed.family is None:
        return False
    if typed.given is None:
        named = any(family_alike(typed.family, name) >= Alike.NEAR for name in (other.family, other.given))
        return named and (typed.address is None or same_street(typed.address, other.address))
    given, family = given_alike(typed.given, other.given), family_alike(typed.family, other.family)
    near = given >= Alike.NEAR and family >= Alike.PART
    return near or whole_alike(typed.names, other.names) >= Alike.NEAR
