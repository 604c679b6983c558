"""The line over the desk's columns: what of the queue is shown, and what somebody saved."""

from __future__ import annotations

from dataclasses import dataclass

from board.domain.facets import Filter, Group


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter somebody keeps. query: the codes it asks for, as an address holds them."""

    filter_id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What can be asked of the queue, what is asked, and what that hides.

    query: what is chosen, as an address holds it. shown, total: cards of the board's lanes. hidden_first, hidden_late: how many
    of the hidden ones are of the first colour, and how many are late: never hidden without a word. first_label: the first colour's word.
    """

    hub_key: str
    groups: tuple[Group, ...]
    chosen: Filter
    query: str
    saved: tuple[SavedFilter, ...]
    shown: int
    total: int
    hidden_first: int
    hidden_late: int
    first_label: str
