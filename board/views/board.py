"""The desk's shared lanes, as one lens sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views.fragment import Due, Rag
from board.views.working import Work

Lane = Literal["waiting", "in_hand"]


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One contact in a lane of the board. Never a restricted one.

    family, source, concern, children, flags, release_reason: None or empty for a lens without them. children: words such as
    "3 children, 1 under 5". flags: words such as "Parents not aware". holder_id is for the stylesheet that says "You";
    holder_role stands in for the name where names are put away.
    left_at: since when the holder is off duty or gone. facets: what the card can be filtered by (domain/facets.py).
    safe_now: alarms such as "Not known where 2 children are".
    will_be_late: why its next clock will not be met if nothing moves.
    """

    template: ClassVar[str] = "desk/card.html"
    hub_key: str
    ref: str
    in_lane: Lane
    order: str
    rag: Rag
    due: Due | None
    why_here: str
    holder: str | None
    holder_id: int | None
    holder_role: str | None
    claimed_at: datetime | None
    family: str | None
    source: str | None
    children: str | None
    children_unknown: bool
    flags: tuple[str, ...]
    release_reason: str | None
    late_information: int
    will_be_late: str | None
    facets: tuple[str, ...]
    work: Work
    safe_now: tuple[str, ...]
    same_family: tuple[str, ...]
    left_at: datetime | None = None

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
    in_lane: Lane
    title: str
    count: int
    red: int
    unrated: int
    late: int

    @property
    def id(self) -> str:
        return f"head-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class UnclaimedRed:
    """A contact of the first colour that nobody claimed in time. by: when somebody should have had it."""

    ref: str
    by: datetime


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What is loud at the top of the desk: contacts of the first colour that nobody claimed in time.

    whose: the board's, or the person's own, of what is restricted to them. label, first: word and code of the first colour.
    ask_after_seconds, still_minutes: what the hub's policy says of a desk that speaks up by itself.
    """

    template: ClassVar[str] = "desk/unclaimed.html"
    whose: Literal["board", "own"]
    hub_key: str
    label: str
    first: str
    reds: tuple[UnclaimedRed, ...]
    ask_after_seconds: int
    still_minutes: int

    @property
    def id(self) -> str:
        return f"unclaimed-{self.whose}"


@dataclass(frozen=True, slots=True)
class WillBeLate:
    """A contact in the forecast. due: the clock that will not be met."""

    ref: str
    rag: Rag
    due: Due


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be late if nothing moves, by why (in words that name nobody), soonest first. minutes: how far ahead the board looks."""

    template: ClassVar[str] = "desk/forecast.html"
    hub_key: str
    minutes: int
    rows: tuple[tuple[str, tuple[WillBeLate, ...]], ...]

    @property
    def count(self) -> int:
        """How many contacts that is."""
        return sum(len(rows) for _, rows in self.rows)

    @property
    def id(self) -> str:
        return "forecast"
