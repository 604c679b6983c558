"""What the help page shows: what every colour, clock and word means at this hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.views.fragment import Rag


@dataclass(frozen=True, slots=True)
class HelpPage:
    """colours: each with its words; clocks: (how a card says it, what it means, what is said when it has passed); terms: groups of
    (anchor, title, ((word, meaning), ...)); events: sentences a timeline holds.
    """

    template: ClassVar[str] = "help.html"
    hub_key: str
    order: str
    colours: tuple[tuple[Rag, str], ...]
    clocks: tuple[tuple[str, str, str], ...]
    hours: tuple[str, ...]
    terms: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    events: tuple[str, ...]
