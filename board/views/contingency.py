"""The list for when the board is away: on paper, so it holds no more than the room needs to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.views.fragment import Due, Rag


@dataclass(frozen=True, slots=True)
class ListedContact:
    """A live contact as it stands on paper. family: only when it was asked for, by a lens that sees it."""

    ref: str
    rag: Rag
    dues: tuple[Due, ...]
    holder: str | None
    parents_not_aware: bool
    family: str | None


@dataclass(frozen=True, slots=True)
class ContingencyList:
    """Every contact on the board, most urgent first. may_name: whether this lens may ask for families' names; named: whether it did."""

    template: ClassVar[str] = "contingency.html"
    hub_key: str
    hub_name: str
    rows: tuple[ListedContact, ...]
    may_name: bool
    named: bool
