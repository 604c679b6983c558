"""The report of a list, line by line, for the command line and for pages. No name is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from board.domain.incident.asked import Asked

What = Literal["new", "same", "changed", "refused", "joined"]


@dataclass(frozen=True, slots=True)
class Told:
    """One line and its outcome, in plain words. joined: it belongs to the contact of another line.

    asks: contacts to ask about. Both are kept unless a person answers that the line is more of one of them.
    """

    number: int
    what: What
    words: str
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole list. remarks: how it was read. unused: columns that were passed over, with the reason."""

    lines: tuple[Told, ...]
    remarks: tuple[str, ...] = ()
    unused: tuple[tuple[str, str], ...] = ()

    def count(self, what: What) -> int:
        return sum(line.what == what for line in self.lines)

    @property
    def asked(self) -> tuple[Told, ...]:
        """Lines that a person may answer."""
        return tuple(line for line in self.lines if line.asks)

    @property
    def summary(self) -> str:
        """Counts in one sentence."""
        refused = self.count("refused")
        says = f"{refused} line{'' if refused == 1 else 's'} refused"
        return (
            f"{len(self.lines)} lines: {self.count('new')} new, {self.count('same')} here already, "
            f"{self.count('changed')} changed, {says}."
        )
