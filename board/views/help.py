"""What the help page shows: what every colour, clock and word means at this hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.views import labels as of
from board.views.fragment import Rag


@dataclass(frozen=True, slots=True)
class HelpPage:
    """colours: each with its words; clocks: (how a card says it, what it means, what is said when it has passed); terms: groups of
    (anchor, title, ((word, meaning), ...)); events: sentences a timeline holds.
    """

    template: ClassVar[str] = "help.html"
    hub_key: of.Plain[str]
    order: of.Plain[str]
    colours: of.Plain[tuple[tuple[Rag, str], ...]]
    clocks: of.Plain[tuple[tuple[str, str, str], ...]]
    hours: of.Plain[tuple[str, ...]]
    terms: of.Plain[tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]]
    events: of.Plain[tuple[str, ...]]
