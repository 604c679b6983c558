"""One person's own strip: what they hold, what is restricted to them, what waits for their eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views.fragment import Due, Rag
from board.views.working import Work


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A contact in somebody's own strip: held by them (lane mine), offered to them (lane offered), or restricted to them and open to
    nobody else (lane strip). to_me: it stands offered to them.
    """

    template: ClassVar[str] = "desk/own_card.html"
    hub_key: str
    ref: str
    in_lane: Literal["mine", "offered", "strip"]
    order: str
    rag: Rag
    due: Due | None
    restricted: bool
    holder: str | None
    holder_id: int | None
    holder_role: str | None
    family: str | None
    source: str | None
    children: str | None
    children_unknown: bool
    flags: tuple[str, ...]
    release_reason: str | None
    late_information: int
    to_me: bool
    work: Work
    will_be_late: str | None
    safe_now: tuple[str, ...]
    same_family: tuple[str, ...]
    left_at: datetime | None = None
    uncovered: bool = False

    @property
    def id(self) -> str:
        return f"own-{self.ref}"

    @property
    def lane(self) -> str:
        return f"lane-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class OwnHead:
    """Counts over a lane of the strip."""

    template: ClassVar[str] = "desk/own_head.html"
    in_lane: Literal["mine", "offered", "strip"]
    title: str
    count: int
    late: int

    @property
    def id(self) -> str:
        return f"head-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that asks this person to look. words: before the reference, if it is about a contact. ring, number: whom to telephone."""

    template: ClassVar[str] = "desk/notice.html"
    hub_key: str
    delivery: str
    words: str
    ref: str | None
    at: datetime
    urgent: bool = False
    ring: str | None = None
    number: str | None = None

    @property
    def id(self) -> str:
        return f"notice-{self.delivery}"

    @property
    def lane(self) -> str:
        return "lane-notices"

    @property
    def order(self) -> str:
        return f"{0 if self.urgent else 1} {self.at.isoformat()}"
