"""The wall: read from across the room, seen by visitors. References, colours, times and closed vocabulary; nobody's name or words.

Each screen shows as much of this as fits it at a size that can be read from where people stand; board/static/fit.js counts the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.domain.calm import SENTENCE, is_calm
from board.views import labels as of
from board.views.fragment import Rag
from board.views.page import Region
from board.views.rota import RoleLater


@dataclass(frozen=True, slots=True)
class WallTile:
    """A contact that needs somebody now. words: from a closed list, e.g. "Red, unclaimed". red: of the hub's first colour."""

    ref: of.Ref[str]
    rag: of.Colour[Rag]
    words: of.Times[str]
    due_words: of.Times[str]
    due_at: of.Times[datetime | None]
    late: of.Times[bool]
    red: of.Colour[bool]


@dataclass(frozen=True, slots=True)
class WallNow:
    """Contacts that need somebody now, the reds first; more_red and more: how many are not among the tiles, red_dues and next_dues: the
    next times of those that are not late.

    red_late, late: how many of those are late. messages: urgent ones unread past their limit, or undelivered without an owner.
    running: reminders did when this was drawn; later the page says the sentence, or not, as its heartbeats tell.
    """

    template: ClassVar[str] = "wall/now.html"
    tiles: tuple[WallTile, ...]
    count: of.Plain[int]
    more_red: of.Plain[int]
    red_dues: of.Times[tuple[datetime, ...]]
    more: of.Plain[int]
    next_dues: of.Times[tuple[datetime, ...]]
    red_late: of.Plain[int] = 0
    late: of.Plain[int] = 0
    messages: of.Plain[int] = 0
    running: of.Plain[bool] = False

    @property
    def id(self) -> str:
        return "wall-now"

    @property
    def quiet(self) -> bool:
        """Whether only the engine decides if the sentence may be said."""
        return is_calm(self.count, self.messages, running=True)

    @property
    def sentence(self) -> str:
        """The sentence of the rule of calm; empty where it may not be said."""
        return SENTENCE if is_calm(self.count, self.messages, running=self.running) else ""


@dataclass(frozen=True, slots=True)
class WallRow:
    """A contact within its time. with_role: role of the holder, never a person."""

    ref: of.Ref[str]
    rag: of.Colour[Rag]
    due_at: of.Times[datetime | None]
    with_role: of.Times[str | None]


@dataclass(frozen=True, slots=True)
class WallLane:
    """A lane of the wall; more: how many are not among the rows, next_dues: the next times of those."""

    template: ClassVar[str] = "wall/lane.html"
    in_lane: of.Plain[Literal["waiting", "in_hand"]]
    title: of.Plain[str]
    count: of.Plain[int]
    rows: tuple[WallRow, ...]
    more: of.Plain[int]
    next_dues: of.Times[tuple[datetime, ...]]

    @property
    def id(self) -> str:
        return f"wall-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class WallToday:
    """Counts of the day, and screens or services that need attention. notices: closed vocabulary.

    on_duty, missing, later: roles that are here, that should be and are not, that come later today. Never who.
    """

    template: ClassVar[str] = "wall/today.html"
    received: of.Plain[int]
    closed: of.Plain[int]
    late: of.Plain[int]
    notices: of.Plain[tuple[str, ...]]
    on_duty: of.Plain[tuple[str, ...]] = ()
    missing: of.Plain[tuple[str, ...]] = ()
    later: of.Plain[tuple[RoleLater, ...]] = ()

    @property
    def id(self) -> str:
        return "wall-today"


@dataclass(frozen=True, slots=True)
class WallCounts:
    """All that a wall shows while there are visitors: counts, no reference and no time of any contact. until: when references come back."""

    template: ClassVar[str] = "wall/counts.html"
    now: of.Plain[int]
    red: of.Plain[int]
    waiting: of.Plain[int]
    in_hand: of.Plain[int]
    received: of.Plain[int]
    closed: of.Plain[int]
    until: of.Plain[datetime]

    @property
    def id(self) -> str:
        return "wall-counts"


@dataclass(frozen=True, slots=True)
class WallDark:
    """The wall of a closed hub. lights_at: when it is lit again. reds: references of reds that need somebody; more_red: further ones."""

    template: ClassVar[str] = "wall/dark.html"
    hub_name: of.Plain[str]
    lights_at: of.Plain[datetime]
    red: of.Colour[Rag]
    reds: of.Ref[tuple[str, ...]]
    more_red: of.Plain[int]

    @property
    def id(self) -> str:
        return "wall-dark"


@dataclass(frozen=True, slots=True)
class WallPage:
    """A wall. screen: its name."""

    template: ClassVar[str] = "wall/wall.html"
    screen: of.Plain[str]
    wall: of.Plain[Region]
