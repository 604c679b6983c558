"""What the local catcher of mail shows: messages to invented people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One message, as somebody would read it. entry: what it brings to a calendar, as it was sent; empty: nothing."""

    number: of.Plain[int]
    at: of.Plain[datetime]
    to: of.Plain[str]
    sender: of.Plain[str]
    subject: of.Plain[str]
    text: of.Plain[str]
    entry: of.Plain[str] = ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.splitlines())


@dataclass(frozen=True, slots=True)
class CaughtPage:
    """All that was caught, the newest first."""

    template: ClassVar[str] = "catcher/caught.html"
    mails: of.Plain[tuple[CaughtMail, ...]]
