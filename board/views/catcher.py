"""What the local catcher of mail shows: messages to invented people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One message, as somebody would read it. entry: what it brings to a calendar, as it was sent; empty: nothing."""

    number: int
    at: datetime
    to: str
    sender: str
    subject: str
    text: str
    entry: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.splitlines())


@dataclass(frozen=True, slots=True)
class CaughtPage:
    """All that was caught, the newest first."""

    template: ClassVar[str] = "catcher/caught.html"
    mails: tuple[CaughtMail, ...]
