"""One person's own strip: what they hold, what is restricted to them, what waits for their eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views import labels as of
from board.views.card import Face


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCard(Face):
    """A contact in somebody's own strip: held by them (lane mine), offered to them (lane offered), or restricted to them and open to
    nobody else (lane strip). to_me: it stands offered to them.
    """

    template: ClassVar[str] = "desk/own_card.html"
    hub_key: of.Plain[str]
    in_lane: of.Plain[Literal["mine", "offered", "strip"]]
    to_me: of.Plain[bool]

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
    in_lane: of.Plain[Literal["mine", "offered", "strip"]]
    title: of.Plain[str]
    count: of.Plain[int]
    late: of.Plain[int]

    @property
    def id(self) -> str:
        return f"head-{self.in_lane}"


@dataclass(frozen=True, slots=True)
class Noticed:
    """One message of a line. ref: of the contact it is about, if it is about one. at: when it came; due: when what it reminds of is due."""

    delivery: of.Plain[str]
    ref: of.Ref[str | None]
    at: of.Plain[datetime]
    due: of.Times[datetime | None] = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that asks this person to look: one message, or all that say the same. about: what they are about, the first due first.
    words: before the references. ring, number: whom to telephone, or whom it is about (rings: which); such a line stands for one message.
    page: of the hub, where it is to be seen, if it is about no contact.
    """

    template: ClassVar[str] = "desk/notice.html"
    hub_key: of.Plain[str]
    key: of.Plain[str]
    words: of.Plain[str]
    about: tuple[Noticed, ...]
    urgent: of.Plain[bool] = False
    ring: of.Plain[str | None] = None
    number: of.Plain[str | None] = None
    rings: of.Plain[bool] = True
    page: of.Plain[str] = ""

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
    count: of.Plain[int]
    urgent: of.Plain[int]

    @property
    def id(self) -> str:
        return "head-notices"
