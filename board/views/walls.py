"""What a desk is told of the hub's walls: that there are visitors, and which screens need somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class VisitLine:
    """Walls show counts alone. by: who said so (none on a lens without names); on: the wall it was said on. asked: it is nearly over."""

    until: of.Plain[datetime]
    by: of.Holder[str | None]
    on: of.Plain[str | None]
    asked: of.Plain[bool]
    ends_itself: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A wall that is dark, or whose key was tried from elsewhere. since: since when. seen_to_by: who sees to it."""

    screen_id: of.Plain[int]
    name: of.Plain[str]
    since: of.Plain[datetime]
    elsewhere: of.Plain[bool]
    seen_to_by: of.Holder[str | None]
    seen_to_id: of.Holder[int | None]


@dataclass(frozen=True, slots=True)
class DeskWalls:
    """The line at the foot of every desk; empty when there is nothing to tell."""

    template: ClassVar[str] = "desk/walls.html"
    hub_key: of.Plain[str]
    visit: VisitLine | None
    screens: tuple[ScreenLine, ...]

    @property
    def id(self) -> str:
        return "head-walls"
