"""What one shift tells the next: a page for one person, and one for the whole hub. Drawn once; it does not keep itself true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views.board import Forecast
from board.views.fragment import Due, Rag
from board.views.person import Notice
from board.views.walls import DeskWalls


@dataclass(frozen=True, slots=True)
class Line:
    """A contact as it stands on the page. due: what bites first. Fields a lens lacks are None or empty.

    note: what is left to do, said with an offer. left_at: since when its holder is off duty.
    """

    ref: str
    rag: Rag
    due: Due | None
    late: bool
    held: bool
    holder: str | None
    holder_id: int | None
    holder_role: str | None
    family: str | None
    children: str | None
    children_unknown: bool
    alarms: tuple[str, ...]
    flags: tuple[str, ...]
    left_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened, as a sentence."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A contact and what happened to it, newest first; more: how many entries before those."""

    line: Line
    news: tuple[News, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Left:
    """A contact that left the board. words: as what and by whom, for a lens that sees it."""

    ref: str
    at: datetime
    words: str | None


@dataclass(frozen=True, slots=True)
class Since:
    """From when the page tells. why: since the person's own mark, since their last shift began, or the last day.

    cut: more has happened than the page looks through, and what is older is left out.
    """

    at: datetime
    why: Literal["mark", "shift", "day"]
    cut: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, the most urgent contact first. more: how many further contacts, of which more_first are of the first colour.

    left_more: how many more left the board; none: so many that nobody counted. policy: moments at which a changed way of working began.
    """

    since: Since
    rows: tuple[Changed, ...]
    more: int
    more_first: int
    left: tuple[Left, ...]
    left_more: int | None
    policy: tuple[datetime, ...]

    @property
    def count(self) -> int:
        """How many contacts on the board that is."""
        return len(self.rows) + self.more


@dataclass(frozen=True, slots=True)
class Bite:
    """A clock that runs out before morning. words: before the time. passed: it has run out already, and nobody has found it late.

    closed: the hub is closed at that moment.

    on_duty: whether its holder is on the rota at that moment; none where nobody holds it, or nobody can say.
    """

    ref: str
    rag: Rag
    words: str
    at: datetime
    passed: bool
    closed: bool
    holder: str | None
    holder_id: int | None
    holder_role: str | None
    held: bool
    on_duty: bool | None
    family: str | None


@dataclass(frozen=True, slots=True)
class Night:
    """What bites before the hub opens next, soonest first, and what whoever is there at night must know.

    late: how many contacts on the board are late already. reds: contacts of the first colour. unseen: others with an unborn baby or
    children nobody has named. rota: whether anybody is on the rota until then.
    """

    morning: datetime
    bites: tuple[Bite, ...]
    more: int
    late: int
    reds: tuple[Line, ...]
    more_reds: int
    unseen: tuple[Line, ...]
    more_unseen: int
    rota: bool


@dataclass(frozen=True, slots=True)
class Own:
    """A contact that waits for one person. dues: every clock of it, what bites first on top."""

    line: Line
    dues: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for one person. to_ring: failures that are theirs until somebody was rung; decides: theirs to decide, held by others."""

    offered: tuple[Own, ...]
    held: tuple[Own, ...]
    decides: tuple[Own, ...]
    more_decides: int
    to_ring: tuple[Notice, ...]
    notices: tuple[Notice, ...]
    more_notices: int

    @property
    def nothing(self) -> bool:
        return not (self.offered or self.held or self.decides or self.to_ring or self.notices)


@dataclass(frozen=True, slots=True)
class Closed:
    """A contact restricted to people of whom the reader is one, with everything the page says of it. Never on paper."""

    own: Own
    uncovered: bool
    news: tuple[News, ...]
    more: int
    bites: tuple[Bite, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """One person's page. seq: the newest event that it knows, which their mark moves to; first: word of the first colour."""

    template: ClassVar[str] = "handover/own.html"
    hub_key: str
    at: datetime
    seq: int
    first: str
    changes: Changes
    waits: Waits
    night: Night
    restricted: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody who holds contacts and goes off duty soon, or has gone. until: when; gone: they went."""

    name: str
    person_id: int
    role: str | None
    until: datetime
    gone: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OnDutyRow:
    """Somebody on duty. posts: what they do besides their role, in words; held: how many contacts on the board they hold; claims: whether
    they could take one.
    """

    name: str | None
    role: str
    posts: tuple[str, ...]
    starts_at: datetime
    until: datetime
    held: int
    claims: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that did not arrive. owner: who sees to it; ring: whom they telephone."""

    ref: str | None
    at: datetime
    owner: str
    owner_id: int
    ring: str | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class HubHandover:
    """The hub's page at shift change. Never a restricted contact, whoever reads it.

    engine: whether reminders run, in words; running: they do. here, next: who is on duty, and who comes on before morning.
    """

    template: ClassVar[str] = "handover/hub.html"
    hub_key: str
    hub_name: str
    at: datetime
    first: str
    going: tuple[Going, ...]
    going_minutes: int
    pressing: tuple[Line, ...]
    more_pressing: int
    forecast: Forecast
    night: Night
    here: tuple[OnDutyRow, ...]
    next: tuple[OnDutyRow, ...]
    more_next: int
    walls: DeskWalls
    failures: tuple[Failure, ...]
    more_failures: int
    engine: str
    running: bool
