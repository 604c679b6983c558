"""What must happen by a time: every kind of clock, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ClockKind(StrEnum):
    """What must happen by a time. Their order settles which bites first of those due at the same moment."""

    OUT_OF_HOURS = "out_of_hours"  # the emergency duty team takes up what is red while the hub is closed
    SCREENING = "screening"  # somebody rates it
    CLAIM = "claim"  # somebody has it
    HAND_OVER = "hand_over"  # the colleague it is offered to answers
    UNATTENDED = "unattended"  # whoever has it does something with it
    ASKED_AT_ONCE = "asked_at_once"  # a manager confirms or withdraws what was asked at once
    POLICE_PROTECTION = "police_protection"  # what comes after police protection stands
    EMERGENCY_PROTECTION_ORDER = "emergency_protection_order"  # what comes after the order stands
    PROTECTION_NOTICE = "protection_notice"  # a court hears the police's application after a DVPN or DAPN
    BAIL = "bail"  # the family is safe without the bail conditions
    DECISION = "decision"  # a manager decides, as the hub wants it
    STATUTORY = "statutory"  # a manager decides, as the law wants it
    SAFE_NOW = "safe_now"  # somebody says again that the children are safe; on a card it is an alarm, on the wall it is not
    REQUEST = "request"  # an agency answers what it was asked; each agency stands on a card by itself
    LOOK_AGAIN = "look_again"  # somebody decides again whether a person who is not aware can be told
    REVIEW = "review"  # a manager looks at what has been open for long


QUIET: Final = frozenset({ClockKind.UNATTENDED})
"""Kinds that no card shows and that order nothing before they are late: they watch over those who work, and set them no date."""

ASIDE: Final = (ClockKind.SAFE_NOW, ClockKind.REQUEST)
"""Kinds that a card shows apart from its due times, and that order nothing."""


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A kind of clock in words. by: before a time; late: when it passed; to: what is to be done, as in "the time to rate it"."""

    by: str
    late: str
    to: str


# Which measure it is says the contact's own page: these words stand on cards that partners see, and on the wall.
_ENDING = ClockWords("act by", "the time to act has passed", "act before a protective measure ends")

WORDS: Final = {
    ClockKind.OUT_OF_HOURS: ClockWords(
        "EDT to take up by", "EDT has not taken it up", "have the emergency duty team take it up"
    ),
    ClockKind.SCREENING: ClockWords("rate by", "rating is late", "rate it"),
    ClockKind.CLAIM: ClockWords("claim by", "claiming is late", "claim it"),
    ClockKind.HAND_OVER: ClockWords("accept by", "hand-over is late", "answer the offer"),
    ClockKind.UNATTENDED: ClockWords(
        "open or pass on by", "its holder has not opened it", "open it or pass it on"
    ),
    ClockKind.ASKED_AT_ONCE: ClockWords(
        "manager to confirm by",
        "a manager has not confirmed what was asked at once",
        "confirm or withdraw what was asked at once",
    ),
    ClockKind.POLICE_PROTECTION: _ENDING,
    ClockKind.EMERGENCY_PROTECTION_ORDER: _ENDING,
    ClockKind.PROTECTION_NOTICE: _ENDING,
    ClockKind.BAIL: _ENDING,
    ClockKind.DECISION: ClockWords("decide by", "decision is late", "decide it"),
    ClockKind.STATUTORY: ClockWords(
        "statutory, by", "statutory decision is late", "make the statutory decision"
    ),
    ClockKind.SAFE_NOW: ClockWords(
        "ask again if safe by",
        "nobody has said again that they are safe",
        "ask again whether the children are safe",
    ),
    ClockKind.REQUEST: ClockWords(
        "agency to answer by", "an agency has not answered", "have an agency answer"
    ),
    # Nothing of who is not aware: these words stand on the wall too.
    ClockKind.LOOK_AGAIN: ClockWords("look again by", "the day to look again has passed", "look again"),
    ClockKind.REVIEW: ClockWords("manager to review by", "the manager's review is late", "review it"),
}
