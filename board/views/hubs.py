"""What waits for one person in one of their hubs: counts alone, so that they may stand beside those of other hubs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.views.page import Region


@dataclass(frozen=True, slots=True)
class HubWaits:
    """mine, handed, notices, strip: of this person; the others: of the hub's board. Nothing restricted is counted but in strip."""

    template: ClassVar[str] = "hubs/waits.html"
    hub_key: str
    hub_name: str
    mine: int
    mine_late: int
    handed: int
    notices: int
    strip: int
    waiting: int
    unclaimed_first: int
    first: str
    unrated: int
    late: int

    @property
    def id(self) -> str:
        return f"waits-{self.hub_key}"


@dataclass(frozen=True, slots=True)
class HubPlace:
    """A hub somebody sits in. role: in words; board: whether their seat shows its board."""

    key: str
    name: str
    role: str
    board: bool


@dataclass(frozen=True, slots=True)
class HubsPage:
    """The hubs of one person. places: each with the signed page and what it keeps true, or none where the seat shows no board."""

    template: ClassVar[str] = "hubs/hubs.html"
    places: tuple[tuple[HubPlace, tuple[str, Region] | None], ...]
