"""What a desk says to somebody new to it, and to managers of a hub where something is still missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Welcome:
    """columns: (title, meaning) for somebody who has not put the introduction away; missing: (sentence, address of where to mend it)."""

    hub_key: str
    columns: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
