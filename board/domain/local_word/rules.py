"""Days of a mapping: words that were recorded before are read as they were read then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from board.domain.contacts import LONDON
from board.domain.local_word.mappings import WordMapping


def begins_at(on: date | None, before: Sequence[WordMapping], read: bool, now: datetime) -> datetime | None:
    """The moment from which a new mapping holds; none: ever. on: the day somebody chose. read: the list reads the word by itself.

    A word that nobody mapped and no list reads was read as nothing, so its first mapping may hold from ever.
    """
    if on is None:
        return now if before or read else None
    return moment_of_day(on, now)


def moment_of_day(on: date, now: datetime) -> datetime:
    """The beginning of a day in London; today is now."""
    return now if on == today(now) else datetime.combine(on, time.min, LONDON)


def today(now: datetime) -> date:
    """The day in London."""
    return now.astimezone(LONDON).date()


def begin_problem(
    on: date | None, from_at: datetime | None, before: Sequence[WordMapping], read: bool, now: datetime
) -> str | None:
    """The sentence that is wrong with the beginning of a new mapping. before: the mappings of this word that there are."""
    if on is not None and on < today(now) and (before or read):
        why = "The list reads this word by itself" if read and not before else "This word was mapped before"
        return f"{why}, and what was recorded until now stays as it was read. Choose today or a later day."
    standing = next((one for one in before if one.until_at is None or one.until_at > now), None)
    if standing is None or (
        from_at is not None and standing.until_at is not None and standing.until_at <= from_at
    ):
        return None
    until = f" until {day(standing.until_at)}" if standing.until_at else ""
    return f"This word is mapped to {standing.code}{until}. End that mapping first, or choose a day after it."


def end_problem(on: date | None, one: WordMapping, now: datetime) -> str | None:
    """The sentence that is wrong with the day on which a mapping ends."""
    if on is not None and on < today(now):
        return "This day is over, and what was recorded until now stays as it was read. Choose today or a later day."
    if on is not None and one.until_at is not None and moment_of_day(on, now) > one.until_at:
        return f"It ends on {day(one.until_at)} already. Choose that day or an earlier one."
    return None


def day(at: datetime) -> str:
    """A day as a sentence says it."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"
