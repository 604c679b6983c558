"""The one table of who gives which seat, and which seats a second manager must confirm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from board.domain.permissions import PERMISSIONS, Action, Role

R = Role
MANAGERS: Final = frozenset({R.PRACTICE_MANAGER, R.MANAGER, R.SERVICE_MANAGER})
"""Managers of a hub. The emergency duty team decides at night, and gives and confirms no seat."""
DECIDES: Final = (Action.OWN, Action.CLOSE, Action.RESTRICT, Action.HOLD, Action.AMEND_POLICY)
"""A role that may do one of these decides, restricts or keeps the policy."""
_DECIDING: Final = frozenset().union(*(PERMISSIONS[action].roles for action in DECIDES))
_SOCIAL_WORK: Final = PERMISSIONS[Action.RATE].roles - _DECIDING
_SYSTEMS: Final = frozenset({R.FEED})
ASKED_FOR: Final = timedelta(days=14)
"""How long a seat that was given waits for its person, and before that for the second manager."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Seats of these roles: who gives them, and who confirms them; nobody where they need no second manager."""

    seats: frozenset[Role]
    givers: frozenset[Role]
    confirmers: frozenset[Role]
    sentence: str


RULES: Final = (
    Rule(
        _DECIDING,
        frozenset({R.SERVICE_MANAGER}),
        MANAGERS,
        "a seat that decides, restricts or keeps the policy is given by the service manager and confirmed by a second manager.",
    ),
    Rule(_SOCIAL_WORK, MANAGERS, frozenset(), "a social worker's seat is given by a manager."),
    # A new hub has managers alone, so one of them gives the first seat of MASH admin.
    Rule(
        frozenset({R.ADMIN}),
        MANAGERS | {R.ADMIN},
        frozenset(),
        "MASH admin's seat is given by MASH admin or a manager.",
    ),
    Rule(
        frozenset(R) - _DECIDING - _SOCIAL_WORK - _SYSTEMS - {R.ADMIN},
        frozenset({R.ADMIN}),
        frozenset(),
        "seats of screening officers, partners, audit and all others are given by MASH admin.",
    ),
)
RULE_OF: Final[dict[str, Rule]] = {role: rule for rule in RULES for role in rule.seats}
"""The rule of each role that a person may have; a system's seat comes with its token."""


def given_by(roles: Iterable[Role]) -> tuple[Role, ...]:
    """The roles whose seats somebody with these roles gives."""
    theirs = frozenset(roles)
    return tuple(role for role in Role if role in RULE_OF and RULE_OF[role].givers & theirs)


class Standing(StrEnum):
    """How far a grant has come, as its hub sees it."""

    TO_CONFIRM = "to_confirm"  # waits for the second manager
    ASKED = "asked"  # waits for its person
    LAPSED = "lapsed"  # waited too long
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Grant:
    """A seat that somebody gave. asked_at: since when it waits as it does now.

    The person's no is missing here: the hub that asks is not told.
    """

    given_at: datetime
    needs_second: bool
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    accepted_at: datetime | None = None

    @property
    def asked_at(self) -> datetime:
        return self.confirmed_at or self.given_at

    @property
    def lapses_at(self) -> datetime:
        return self.asked_at + ASKED_FOR

    def standing(self, now: datetime) -> Standing:
        """How far it has come."""
        if self.accepted_at:
            return Standing.TAKEN
        if self.withdrawn_at:
            return Standing.WITHDRAWN
        if now >= self.lapses_at:
            return Standing.LAPSED
        return Standing.TO_CONFIRM if self.needs_second and not self.confirmed_at else Standing.ASKED


def standing_of(row: Any, now: datetime) -> Standing:
    """How far the grant of a row has come, whose columns have the names of the fields."""
    facts = row.given_at, row.needs_second, row.confirmed_at, row.withdrawn_at, row.accepted_at
    return Grant(*facts).standing(now)
