"""What waits for one person in one of their hubs: counts alone, so that they may stand beside those of other hubs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of
from board.views.page import Region


@dataclass(frozen=True, slots=True)
class HubWaits:
    """mine, handed, notices, strip: of this person; the others: of the hub's board. Nothing restricted is counted but in strip.

    mine_dues, dues: the next times of what is not late yet, by which the browser counts on.
    """

    template: ClassVar[str] = "hubs/waits.html"
    hub_key: of.Plain[str]
    hub_name: of.Plain[str]
    mine: of.Plain[int]
    mine_late: of.Plain[int]
    handed: of.Plain[int]
    notices: of.Plain[int]
    strip: of.Plain[int]
    waiting: of.Plain[int]
    unclaimed_first: of.Plain[int]
    first: of.Plain[str]
    unrated: of.Plain[int]
    late: of.Plain[int]
    mine_dues: of.Times[tuple[datetime, ...]]
    dues: of.Times[tuple[datetime, ...]]

    @property
    def id(self) -> str:
        return f"waits-{self.hub_key}"


@dataclass(frozen=True, slots=True)
class HubPlace:
    """A hub somebody sits in. role: in words; board: whether their seat shows its board."""

    key: of.Plain[str]
    name: of.Plain[str]
    role: of.Plain[str]
    board: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class HubsPage:
    """The hubs of one person. places: each with the signed page and what it keeps true, or none where the seat shows no board."""

    template: ClassVar[str] = "hubs/hubs.html"
    places: of.Plain[tuple[tuple[HubPlace, tuple[str, Region] | None], ...]]
