"""How the lists of one sender are read: what a person said once of its columns, letters and hidden rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Hidden = Literal["read", "leave"]
Columns = dict[str, str]
"""Headers of a sender's last list, each with the meaning a person gave it; empty where the board's own table of names says it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender of lists. source, concern: codes; concern counts for a list that does not say it. columns: as Columns."""

    sender_id: int
    name: str
    source: str
    concern: str | None = None
    encoding: str | None = None
    hidden: Hidden | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def meanings(self) -> dict[str, str]:
        """The headers to which a person gave a meaning."""
        return {header: meaning for header, meaning in self.columns.items() if meaning}


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of a person about how a list is read; a field is none where nothing was asked. columns: every header of the list."""

    concern: str | None = None
    encoding: str | None = None
    hidden: Hidden | None = None
    columns: Mapping[str, str] | None = None
