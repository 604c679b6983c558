"""By when an agency answers, and by when a manager confirms what was asked at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from board.domain.clocks import ClockKind, Key, Running
from board.domain.hours import Basis
from board.domain.policy import Policy
from board.domain.working_time import Calendar


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that stands, as far as clocks look at it. answered: a part of substance came. unconfirmed: a manager has yet to confirm."""

    number: int
    asked_at: datetime
    due_at: datetime
    basis: Basis
    runs_through: bool
    answered: bool
    unconfirmed: bool


def answer_by(policy: Policy, agency: Calendar, rag: str | None, asked_at: datetime) -> Running:
    """The time an agency with these hours has. rag: the contact's colour; none, not yet rated, counts as the most urgent."""
    level = policy.level(rag) if rag in policy.rag_codes() else min(policy.levels, key=lambda one: one.band)
    rules = policy.requests
    limit = next((one.limit for one in rules.limits if one.rag == level.code), rules.other_limit)
    due_at = agency.due(asked_at, limit, runs_past_close=level.runs_past_close)
    return Running(asked_at, max(due_at, asked_at), limit.basis, level.runs_past_close)


def of_requests(policy: Policy, requests: Iterable[Asked]) -> dict[Key, Running]:
    """The clock of each request that waits for an answer, and one while a manager has something to confirm."""
    listed = list(requests)
    clocks: dict[Key, Running] = {
        (ClockKind.REQUEST, one.number): Running(one.asked_at, one.due_at, one.basis, one.runs_through)
        for one in listed
        if not one.answered
    }
    since = min((one.asked_at for one in listed if one.unconfirmed), default=None)
    if since is not None:
        due_at = since + timedelta(minutes=policy.requests.confirm_minutes)
        clocks[ClockKind.ASKED_AT_ONCE, 0] = Running(since, due_at, Basis.CLOCK_HOURS, runs_through=True)
    return clocks
