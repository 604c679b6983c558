"""Consent of a family: who decides, what each person answered, what each person knows, and that a hub goes on without consent.

Consent is a step with the family. It is no legal basis for holding or sharing data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Topic(StrEnum):
    """The question that a fact answers."""

    DECIDES = "decides"  # a young person who can decide; parental responsibility of an adult is a fact of each child
    CONSENT = "consent"
    AWARENESS = "awareness"
    DISPENSED = "dispensed"  # of the whole contact: the hub goes on without consent
    HARM = "harm"  # of the whole contact: reasonable cause to suspect significant harm


OF_THE_CONTACT: Final = frozenset({Topic.DISPENSED, Topic.HARM})
"""Topics that are about the whole contact and no person of it."""


ANSWERS: Final[Mapping[str, str]] = {"agreed": "Agreed", "refused": "Refused", "not_asked": "Not asked"}
AWARE: Final[Mapping[str, str]] = {"not_aware": "Not aware", "aware": "Aware", "told": "Told"}
YES_NO: Final[Mapping[str, str]] = {"yes": "Yes", "no": "No"}
CODES: Final[Mapping[Topic, Mapping[str, str]]] = {
    Topic.CONSENT: ANSWERS,
    Topic.AWARENESS: AWARE,
    Topic.DECIDES: YES_NO,
    Topic.DISPENSED: {"yes": "Without consent"},
    Topic.HARM: {"yes": "Significant harm"},
}
IN_HISTORY: Final[Mapping[str, str]] = {
    "agreed": "agreed",
    "refused": "refused",
    "not_asked": "not asked",
    "not_aware": "is not aware",
    "aware": "is aware",
    "told": "was told",
    "child yes": "can decide for themselves",
    "child no": "cannot decide for themselves",
}
"""Answers as a line of the history says them."""
LOOK_AGAIN_WITHIN: Final = timedelta(days=366)
DEFAULT_SCRIPT: Final = (
    "We would like to talk to other services that know your family, such as your GP, health visitor and school, to work out how best "
    "to help. We share only what is needed. Do you agree, and is there anybody we should not talk to?"
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """An adult or a child of the contact, by its number. The caller names exactly one."""

    adult_id: int | None = None
    child_id: int | None = None


def look_again_problem(on: date | None, today: date) -> str | None:
    """The sentence that is wrong with a date to look again; none when it can be kept."""
    if on is None:
        return "Enter the date on which you look again whether they can be told."
    if on < today:
        return "This day is over. Enter today or a later day."
    if on > today + LOOK_AGAIN_WITHIN:
        return "This is more than a year away. Check the year."
    return None


def position(answers: Iterable[str], *, limits: bool, dispensed: bool) -> str:
    """The consent position in one line: how many agreed, refused and were not asked, whether one set limits, and that the hub goes on
    without consent. Nothing of who it was.
    """
    counts = Counter(answers)
    said = [
        f"{words} {counts[code]}"
        for code, words in (("agreed", "agreed by"), ("refused", "refused by"), ("not_asked", "not asked of"))
        if counts[code]
    ]
    whole = [f"Consent: {', '.join(said) or 'not recorded'}."]
    if limits:
        whole.append("Limits were set on sharing.")
    if dispensed:
        whole.append("The hub goes on without consent.")
    return " ".join(whole)
