"""The list for when the board is away: on paper, so it holds no more than the room needs to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.views import labels as of
from board.views.fragment import Due, Rag


@dataclass(frozen=True, slots=True)
class ListedContact:
    """A live contact as it stands on paper. family: only when it was asked for, by a lens that sees it."""

    ref: of.Ref[str]
    rag: of.Colour[Rag]
    dues: of.Times[tuple[Due, ...]]
    holder: of.Holder[str | None]
    parents_not_aware: of.Flags[bool]
    family: of.Family[str | None]
    consent: of.Consent[str | None] = None


@dataclass(frozen=True, slots=True)
class ContingencyList:
    """Every contact on the board, most urgent first. may_name: whether this lens may ask for families' names; named: whether it did."""

    template: ClassVar[str] = "contingency.html"
    hub_key: of.Plain[str]
    hub_name: of.Plain[str]
    rows: tuple[ListedContact, ...]
    may_name: of.Plain[bool]
    named: of.Plain[bool]
