"""The line that says whether the board needs anyone. It counts, and names no contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.domain.calm import SENTENCE, is_calm
from board.views import labels as of


@dataclass(frozen=True, slots=True)
class Calm:
    """How many contacts need somebody now, how many of them are late, and how many others are held by people who are off duty.

    messages: urgent ones unread past their limit, or undelivered without an owner. running: reminders did when this was drawn; later
    the page says the sentence, or not, as its heartbeats tell.
    """

    template: ClassVar[str] = "desk/calm.html"
    count: of.Plain[int]
    late: of.Plain[int]
    off_duty: of.Plain[int]
    messages: of.Plain[int]
    running: of.Plain[bool]

    @property
    def quiet(self) -> bool:
        """Whether only the engine decides if the sentence may be said."""
        return is_calm(self.count, self.messages, running=True)

    @property
    def id(self) -> str:
        return "calm"

    @property
    def sentence(self) -> str:
        """The sentence of the rule; empty where it may not be said."""
        return SENTENCE if is_calm(self.count, self.messages, running=self.running) else ""
