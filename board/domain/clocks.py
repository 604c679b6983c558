"""Which clocks a contact wants, by when, and what a change in the world does to those that run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ClockKind(StrEnum):
    """What must happen by a time. Their order settles which bites first of those due at the same moment."""

    SCREENING = "screening"  # somebody rates it
    CLAIM = "claim"  # somebody has it
    DECISION = "decision"  # a manager decides, as the hub wants it
    STATUTORY = "statutory"  # a manager decides, as the law wants it


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A kind of clock in words. by: before a time; late: when it passed; to: what is to be done, as in "the time to rate it"."""

    by: str
    late: str
    to: str


WORDS: Final = {
    ClockKind.SCREENING: ClockWords("rate by", "rating is late", "rate it"),
    ClockKind.CLAIM: ClockWords("claim by", "claiming is late", "claim it"),
    ClockKind.DECISION: ClockWords("decide by", "decision is late", "decide it"),
    ClockKind.STATUTORY: ClockWords(
        "statutory, by", "statutory decision is late", "make the statutory decision"
    ),
}
