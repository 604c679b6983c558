"""What a desk says to somebody new to it, and to managers of a hub where something is still missing."""

from __future__ import annotations

from dataclasses import dataclass

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class Welcome:
    """columns: (title, meaning) for somebody who has not put the introduction away; missing: (sentence, address of where to mend it)."""

    hub_key: of.Plain[str]
    columns: of.Plain[tuple[tuple[str, str], ...]]
    missing: of.Plain[tuple[tuple[str, str], ...]]
