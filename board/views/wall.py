"""The wall: read from five metres, seen by visitors. References, colours, times and closed vocabulary; nobody's name or words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views.fragment import Rag


@dataclass(frozen=True, slots=True)
class WallTile:
    """A contact that needs somebody now. words: from a closed list, e.g. "red, nobody has it"."""

    ref: str
    rag: Rag
    words: str
    due_words: str
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class WallNow:
    """What needs somebody now, first and biggest; more: how many did not fit, next_due_at: the first of those."""

    template: ClassVar[str] = "wall/now.html"
    tiles: tuple[WallTile, ...]
    count: int
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
    """A lane of the wall; more: how many did not fit, next_due_at: the first of those."""

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
    """Counts of the day, and screens or services that need attention. notices: closed vocabulary."""

    template: ClassVar[str] = "wall/today.html"
    received: int
    closed: int
    late: int
    next_due_at: datetime | None
    notices: tuple[str, ...]

    @property
    def id(self) -> str:
        return "wall-today"
