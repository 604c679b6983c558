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
class Noticed:
    """One message of a line. ref: of the contact it is about, if it is about one. at: when it came; due: when what it reminds of is due."""

    delivery: str
    ref: str | None
    at: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that asks this person to look: one message, or all that say the same. about: what they are about, the first due first.
    words: before the references. ring, number: whom to telephone; such a line stands for one message.
    """

    template: ClassVar[str] = "desk/notice.html"
    hub_key: str
    key: str
    words: str
    about: tuple[Noticed, ...]
    urgent: bool = False
    ring: str | None = None
    number: str | None = None

    @property
    def id(self) -> str:
        return f"notice-{self.key}"

    @property
    def lane(self) -> str:
        return "lane-notices"

    @property
    def order(self) -> str:
        first = min((one.at.isoformat() for one in self.about), default="")
        return f"{0 if self.urgent else 1} {first} {self.key}"

    @property
    def deliveries(self) -> str:
        """Numbers of the messages, for saying at once that all of them were seen."""
        return " ".join(one.delivery for one in self.about)


@dataclass(frozen=True, slots=True)
class NoticesHead:
    """How many messages ask this person to look, in how many lines they stand below."""

    template: ClassVar[str] = "desk/notices_head.html"
    count: int
    urgent: int

    @property
    def id(self) -> str:
        return "head-notices"
