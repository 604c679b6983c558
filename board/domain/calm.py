"""When a hub is calm: the one rule by which a desk or a wall may say that nothing needs anyone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from board.domain.engine import EngineState
from board.domain.permissions import Role

SENTENCE: Final = "Nothing on this board needs anyone now."
RULE: Final = (
    "The hub is calm when all of this holds: nothing is late, even if somebody holds it; nothing red, unrated, offered and unanswered, or "
    "with a child not located is without a holder who is on duty now; nothing closed has late information without an answer; no urgent "
    "message is unread past its limit or undelivered without an owner; reminders run; the database can be written. While the hub is "
    "closed, on duty means the emergency duty team."
)


@dataclass(frozen=True, slots=True)
class Attended:
    """A live contact as far as the rule looks at it. attended: its holder is on duty now; to_answer: it is closed, and more came."""

    late: bool
    red: bool
    unrated: bool
    offered: bool
    not_located: bool
    attended: bool
    to_answer: bool = False

    @property
    def needs_somebody(self) -> bool:
        """Whether this contact needs somebody now."""
        grave = self.red or self.unrated or self.offered or self.not_located
        return self.late or self.to_answer or (grave and not self.attended)


def counts_as_on_duty(roles: Iterable[str], *, closed: bool) -> bool:
    """Whether somebody on the rota in these roles is on duty now. closed: the hub is, and the emergency duty team works."""
    return any(role == Role.EDT or not closed for role in roles)


def said_while(engine: EngineState) -> str:
    """The sentence as a heartbeat carries it to a page on which all but the engine allows it; empty where it may not be said."""
    return SENTENCE if engine is EngineState.RUNNING else ""


def is_calm(needing: int, messages: int, *, running: bool) -> bool:
    """Whether the sentence may be said. needing: contacts that need somebody now; messages: urgent ones unread past their limit, or
    undelivered without an owner. running: reminders run, which they do not where the database cannot be written.
    """
    return not needing and not messages and running
