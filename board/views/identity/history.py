"""How often the people of a contact came before, as everybody who shares its page may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Another contact of the same people. outcome: in words; none while it is open. source: none where it is hidden."""

    needs: ClassVar = of.Shows("contact", "matches")
    ref: of.Matches[str]
    received_at: of.Matches[datetime]
    source: of.Source[str | None]
    outcome: of.Summary[str | None]
    closed: of.Matches[bool]
    joined: of.Matches[bool]


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """Earlier contacts by the hub's definition, and the newest other contacts. whose: children or everybody."""

    template: ClassVar[str] = "identity/history.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    earlier: of.Matches[int]
    months: of.Plain[int]
    whose: of.Plain[str]
    lines: of.Matches[tuple[HistoryLine, ...]]

    @property
    def id(self) -> str:
        return "contact-history"
