"""On which ground agencies may be asked: worked out from recorded facts, never stated by the person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from board.domain.request.settings import LawfulReason


class Ground(StrEnum):
    """The ground on which a request goes."""

    AGREED = "agreed"
    HARM = "harm"
    DISPENSED = "dispensed"
    RED_AT_ONCE = "red_at_once"


class Aware(StrEnum):
    """Whether the parents know of it."""

    AWARE = "aware"
    NOT_AWARE = "not_aware"
    NOT_RECORDED = "not_recorded"


GROUND_WORDS: Final[Mapping[Ground, str]] = {
    Ground.AGREED: "Agreed by everybody who decides",
    Ground.HARM: "Reasonable cause to suspect significant harm is recorded",
    Ground.DISPENSED: "Without consent, as a manager decided",
    Ground.RED_AT_ONCE: "Red, asked at once without agreement; a manager confirms or withdraws it",
}
AWARE_WORDS: Final[Mapping[Aware, str]] = {
    Aware.AWARE: "The parents know that you ask",
    Aware.NOT_AWARE: "The parents are not aware: do not contact the family",
    Aware.NOT_RECORDED: "It is not recorded whether the parents know",
}


@dataclass(frozen=True, slots=True)
class Stance:
    """A child or adult of the contact, and what is recorded of them: codes of domain/contact/consent.py, none where nobody recorded it."""

    who: str
    number: int
    place: int
    name: str
    decides: str | None = None
    consent: str | None = None
    aware: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Child or adult, and its number."""
        return self.who, self.number


@dataclass(frozen=True, slots=True)
class Position:
    """The consent position of a contact. facts: numbers of every fact that stands. unaware: somebody must not be contacted."""

    people: tuple[Stance, ...]
    dispensed: bool
    harm: bool
    unaware: bool
    facts: tuple[int, ...]

    @property
    def deciding(self) -> tuple[Stance, ...]:
        """Adults with parental responsibility and young people who can decide."""
        return tuple(one for one in self.people if one.decides == "yes")

    @property
    def agreed(self) -> bool:
        """Whether everybody who decides agreed, and nobody who may turn out to decide refused."""
        refused = any(one.consent == "refused" and one.decides != "no" for one in self.people)
        return bool(self.deciding) and all(one.consent == "agreed" for one in self.deciding) and not refused

    @property
    def aware(self) -> Aware:
        """Whether the parents know of it: every adult who decides was told, or was asked."""
        if self.unaware:
            return Aware.NOT_AWARE
        adults = [one for one in self.deciding if one.who == "adult"]
        know = all(one.aware in ("aware", "told") or one.consent in ("agreed", "refused") for one in adults)
        return Aware.AWARE if adults and know else Aware.NOT_RECORDED

    def ground(self, *, at_once: bool = False) -> Ground | None:
        """The ground that stands; none where there is none. at_once: a red that cannot wait for one."""
        if self.agreed:
            return Ground.AGREED
        if self.harm:
            return Ground.HARM
        if self.dispensed:
            return Ground.DISPENSED
        return Ground.RED_AT_ONCE if at_once else None

    def offers(self, reason: LawfulReason) -> bool:
        """Whether this lawful reason may be given now."""
        return (self.harm or not reason.needs_harm) and (self.agreed or not reason.needs_agreement)
