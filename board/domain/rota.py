"""Who is on duty: as what, for how long, and who is told when somebody has gone. What being on duty allows is nothing: seats alone do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from board.domain.permissions import Role
from board.domain.working_time import LONDON

LONGEST: Final = timedelta(hours=24)
"""A duty of more is a slip of the keyboard; somebody who really stays is put on duty again."""
FURTHEST: Final = timedelta(days=366)


class Post(StrEnum):
    """As what somebody is on duty."""

    SEAT = "seat"  # in the role of their seat
    DUTY_MANAGER = "duty_manager"  # the one manager who is told what nobody else owns
    DUTY_CHAIR = "duty_chair"  # chairs the strategy meetings of the day


MANAGERS: Final = (Role.PRACTICE_MANAGER, Role.MANAGER, Role.SERVICE_MANAGER)
POST_WORDS: Final = {
    Post.SEAT: "in their own role",
    Post.DUTY_MANAGER: "duty manager",
    Post.DUTY_CHAIR: "duty chair",
}
CLIMB_WORDS: Final = {
    "nobody_on_duty": "Nobody it is restricted to was on duty",
    "too_few_left": "Of those it is restricted to too few are left",
    "not_answered": "Nobody answered in time whether another contact must be restricted too",
}


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody on duty. until: when they go, duties that follow without a gap counted in. posts: what they do besides their role."""

    person_id: int
    name: str
    role: Role
    agency_key: str
    until: datetime
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when somebody is on duty."""

    starts_at: datetime
    ends_at: datetime


def may_hold(role: Role, post: Post) -> bool:
    """Whether somebody in this role can be on duty as this."""
    return post is Post.SEAT or role in MANAGERS


def span(day: date, starts: time, ends: time) -> Span:
    """A duty as people write it: a day and two London times; an end at or before the start is on the next day."""
    next_day = timedelta(days=ends <= starts)
    return Span(_utc(day, starts), _utc(day + next_day, ends))


def moved(one: Span, days: int) -> Span:
    """The same London times so many days later, through a change of the clocks too."""
    start, end = (at.astimezone(LONDON) for at in (one.starts_at, one.ends_at))
    later = timedelta(days=days)
    return Span(_utc(start.date() + later, start.time()), _utc(end.date() + later, end.time()))


def until(at: datetime, spans: Iterable[Span]) -> datetime:
    """When somebody goes who is on duty at this moment: the end of the last of these that begins before the one before it ends."""
    end = at
    for one in sorted(spans, key=lambda one: one.starts_at):
        if one.starts_at <= end < one.ends_at:
            end = one.ends_at
    return end


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)
