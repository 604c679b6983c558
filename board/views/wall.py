"""The wall: read from across the room, seen by visitors. References, colours, times and closed vocabulary; nobody's name or words.

Each screen shows as much of this as fits it at a size that can be read from where people stand; board/static/fit.js counts the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views.fragment import Rag
from board.views.page import Region
from board.views.rota import RoleLater


@dataclass(frozen=True, slots=True)
class WallTile:
    """A contact that needs somebody now. words: from a closed list, e.g. "Red, unclaimed". red: of the hub's first colour."""

    ref: str
    rag: Rag
    words: str
    due_words: str
    due_at: datetime | None
    late: bool
    red: bool


@dataclass(frozen=True, slots=True)
class WallNow:
    """What needs somebody now, the reds first; more_red and more: how many are not among the tiles, with the first due of each."""

    template: ClassVar[str] = "wall/now.html"
    tiles: tuple[WallTile, ...]
    count: int
    more_red: int
    red_due_at: datetime | None
    more: int
    next_due_at: datetime | None

    @property
    def id(self) -> str:
        return "wall-now"


@dataclass(frozen=True, slots=True)
class WallRow:
    """A contact within its time. with_role: role of the holder, never a person."""

    ref: str
    rag: Rag
    due_at: datetime | None
    with_role: str | None


@dataclass(frozen=True, slots=True)
class WallLane:
    """A lane of the wall; more: how many are not among the rows, next_due_at: the first of those."""

    template: ClassVar[str] = "wall/lane.html"
    in_lane: Literal["waiting", "in_hand"]
    title: str
    count: int
    rows: tuple[WallRow, ...]
    more: int
    next_due_at: datetime | None

    @property
    def id(self) -> str:
        return f"wall-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class WallToday:
    """Counts of the day, and screens or services that need attention. notices: closed vocabulary.

    on_duty, missing, later: roles that are here, that should be and are not, that come later today. Never who.
    """

    template: ClassVar[str] = "wall/today.html"
    received: int
    closed: int
    late: int
    notices: tuple[str, ...]
    on_duty: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    later: tuple[RoleLater, ...] = ()

    @property
    def id(self) -> str:
        return "wall-today"


@dataclass(frozen=True, slots=True)
class WallCounts:
    """All that a wall shows while there are visitors: counts, no reference and no time of any contact. until: when references come back."""

    template: ClassVar[str] = "wall/counts.html"
    now: int
    red: int
    waiting: int
    in_hand: int
    received: int
    closed: int
    until: datetime

    @property
    def id(self) -> str:
        return "wall-counts"


@dataclass(frozen=True, slots=True)
class WallDark:
    """The wall of a closed hub. lights_at: when it is lit again. reds: references of reds that need somebody; more_red: further ones."""

    template: ClassVar[str] = "wall/dark.html"
    hub_name: str
    lights_at: datetime
    red: Rag
    reds: tuple[str, ...]
    more_red: int

    @property
    def id(self) -> str:
        return "wall-dark"


@dataclass(frozen=True, slots=True)
class WallPage:
    """A wall. screen: its name."""

    template: ClassVar[str] = "wall/wall.html"
    screen: str
    wall: Region
