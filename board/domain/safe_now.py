"""Where each child is now, who says so and when; what is missing from that is an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from board.domain.contacts import LONDON


class Standing(StrEnum):
    """What is known of one child. Everything but SAID is an alarm on a contact of the first colour."""

    NOT_KNOWN = "not_known"  # nobody has said where, or it was asked and nobody knows
    NOBODY_SAYS_SAFE = "nobody_says_safe"  # it is known where, and nobody says that the child is safe there
    UNCONFIRMED = "unconfirmed"  # said longer ago than the hub takes for now
    SAID = "said"


@dataclass(frozen=True, slots=True)
class SafeNow:
    """What was said last of one child. whereabouts: none when it is not known. said_by: who says the child is safe; none: nobody."""

    whereabouts: str | None
    with_whom: str | None
    said_by: str | None
    said_at: datetime


def standing(known: bool, said: bool, *, unconfirmed: bool) -> Standing:
    """What is known of one child. unconfirmed: what was said is older than the hub takes for now."""
    if not known:
        return Standing.NOT_KNOWN
    if not said:
        return Standing.NOBODY_SAYS_SAFE
    return Standing.UNCONFIRMED if unconfirmed else Standing.SAID


def not_located(first: bool, known: bool, asked: bool) -> bool:
    """Whether a born child counts as not located. Of a contact of the first colour it does until it is known where the child is; of any
    other once somebody asked and it is not known, since there nobody has to ask within the first hours. first: of that colour.
    """
    return not known and (first or asked)


def since_words(at: datetime, today: date) -> str:
    """A time in an alarm: "08:50", and with its day when that is not today."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M}" if local.date() == today else f"{local:%a %-d %b %H:%M}"


def alarms(
    born: Sequence[tuple[bool, bool, datetime | None]], *, unconfirmed: bool, today: date
) -> tuple[str, ...]:
    """A family's alarms in words, without a name: of each born child whether it is known where, whether somebody says safe, and when.

    An unborn baby is where its mother is and is not counted. unconfirmed: whether the time to say it again has passed.
    """
    not_known = sum(not known for known, _, _ in born)
    nobody = sum(known and not said for known, said, _ in born)
    words = []
    if not_known:
        words.append(f"Not known where {_children(not_known)} {'is' if not_known == 1 else 'are'}")
    if nobody:
        words.append(f"Nobody says {_children(nobody)} {'is' if nobody == 1 else 'are'} safe")
    since = min((at for known, said, at in born if known and said and at), default=None)
    if unconfirmed and since:
        words.append(f"Safety not confirmed since {since_words(since, today)}")
    return tuple(words)


def _children(number: int) -> str:
    return "1 child" if number == 1 else f"{number} children"
