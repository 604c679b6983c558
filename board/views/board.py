"""The desk's shared lanes, as one lens sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views import labels as of
from board.views.card import Face, Facets
from board.views.fragment import Due, Rag

Lane = Literal["waiting", "in_hand", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard(Face):
    """One contact in a lane of the board. Never a restricted one."""

    template: ClassVar[str] = "desk/card.html"
    hub_key: of.Plain[str]
    in_lane: of.Plain[Lane]
    claimed_at: of.Times[datetime | None]
    why_here: of.Times[str]
    facets: of.Plain[Facets]

    @property
    def id(self) -> str:
        return f"card-{self.ref}"

    @property
    def lane(self) -> str:
        return f"lane-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class LaneHead:
    """A lane's title and its counts."""

    template: ClassVar[str] = "desk/lane_head.html"
    in_lane: of.Plain[Lane]
    title: of.Plain[str]
    count: of.Plain[int]
    red: of.Plain[int]
    unrated: of.Plain[int]
    late: of.Plain[int]

    @property
    def id(self) -> str:
        return f"head-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class UnclaimedRed:
    """A contact of the first colour that nobody claimed in time. by: when somebody should have had it."""

    ref: of.Ref[str]
    by: of.Times[datetime]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What is loud at the top of the desk: contacts of the first colour that nobody claimed in time.

    whose: the board's, or the person's own, of what is restricted to them. label, first: word and code of the first colour.
    ask_after_seconds, still_minutes: what the hub's policy says of a desk that speaks up by itself.
    """

    template: ClassVar[str] = "desk/unclaimed.html"
    whose: of.Plain[Literal["board", "own"]]
    hub_key: of.Plain[str]
    label: of.Plain[str]
    first: of.Plain[str]
    reds: tuple[UnclaimedRed, ...]
    ask_after_seconds: of.Plain[int]
    still_minutes: of.Plain[int]

    @property
    def id(self) -> str:
        return f"unclaimed-{self.whose}"


@dataclass(frozen=True, slots=True)
class WillBeLate:
    """A contact in the forecast. due: the clock that will not be met."""

    ref: of.Ref[str]
    rag: of.Colour[Rag]
    due: of.Times[Due]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be late if nothing moves, by why (in words that name nobody), soonest first. minutes: how far ahead the board looks."""

    template: ClassVar[str] = "desk/forecast.html"
    hub_key: of.Plain[str]
    minutes: of.Plain[int]
    rows: tuple[tuple[str, tuple[WillBeLate, ...]], ...]

    @property
    def count(self) -> int:
        """How many contacts that is."""
        return sum(len(rows) for _, rows in self.rows)

    @property
    def id(self) -> str:
        return "forecast"
