"""The line over the desk's columns: what of the queue is shown, and what somebody saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.domain.facets import Filter, Group
from board.views import labels as of
from board.views.contact import Restricting
from board.views.families import Likely
from board.views.page import Region
from board.views.panel import Panel, Refused
from board.views.welcome import Welcome


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter somebody keeps. query: the codes it asks for, as an address holds them."""

    filter_id: of.Plain[int]
    name: of.Plain[str]
    query: of.Plain[str]


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What can be asked of the queue, what is asked, and what that hides.

    query: what is chosen, as an address holds it. shown, total: cards of the board's lanes. hidden_first, hidden_late: how many
    of the hidden ones are of the first colour, and how many are late: never hidden without a word. first_label: the first colour's word.
    """

    hub_key: of.Plain[str]
    groups: of.Plain[tuple[Group, ...]]
    chosen: of.Plain[Filter]
    query: of.Plain[str]
    saved: of.Plain[tuple[SavedFilter, ...]]
    shown: of.Plain[int]
    total: of.Plain[int]
    hidden_first: of.Plain[int]
    hidden_late: of.Plain[int]
    first_label: of.Plain[str]


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """The filters somebody saved, as the page takes them in after a click."""

    template: ClassVar[str] = "desk/saved_filters.html"
    hub_key: of.Plain[str]
    saved: of.Plain[tuple[SavedFilter, ...]]

    @property
    def id(self) -> str:
        return "saved-filters"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The board and one's own work, alone or with a contact open. panel, alike, refused: of the open contact, as in AlonePage."""

    template: ClassVar[str] = "desk/desk.html"
    hub_key: of.Plain[str]
    tools: of.Plain[DeskTools]
    board: of.Plain[Region]
    own: of.Plain[Region]
    welcome: of.Plain[Welcome | None] = None
    contact: of.Plain[Region | None] = None
    panel: Panel | None = None
    alike: tuple[Likely, ...] = ()
    refused: of.Plain[Refused | None] = None
    restricting: tuple[Restricting, ...] = ()
