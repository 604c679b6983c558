"""What one shift tells the next: a page for one person, and one for the whole hub. Drawn once; it does not keep itself true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from board.views import labels as of
from board.views.board import Forecast
from board.views.fragment import Due, Rag
from board.views.person import Notice
from board.views.walls import DeskWalls


@dataclass(frozen=True, slots=True)
class Line:
    """A contact as it stands on the page. due: what bites first. Fields a lens lacks are None or empty.

    note: what is left to do, said with an offer. left_at: since when its holder is off duty.
    """

    ref: of.Ref[str]
    rag: of.Colour[Rag]
    due: of.Times[Due | None]
    late: of.Times[bool]
    held: of.Times[bool]
    holder: of.Holder[str | None]
    holder_id: of.Holder[int | None]
    holder_role: of.Holder[str | None]
    family: of.Family[str | None]
    children: of.ChildAge[str | None]
    children_unknown: of.Colour[bool]
    alarms: of.SafeNow[tuple[str, ...]]
    flags: of.Flags[tuple[str, ...]]
    left_at: of.Holder[datetime | None] = None
    note: of.HandOver[str | None] = None


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened, as a sentence. needs: the field it tells of. named: with the names of those who did it."""

    needs: of.Plain[of.Shows]
    at: of.Plain[datetime]
    named: of.Holder[str]
    unnamed: of.Plain[str]

    @property
    def words(self) -> str:
        return self.named or self.unnamed


@dataclass(frozen=True, slots=True)
class Changed:
    """A contact and what happened to it, newest first; more: how many entries before those."""

    line: Line
    news: tuple[News, ...]
    more: of.Plain[int]


@dataclass(frozen=True, slots=True)
class Left:
    """A contact that left the board. news: as what and by whom."""

    ref: of.Ref[str]
    at: of.Times[datetime]
    news: News | None


@dataclass(frozen=True, slots=True)
class Since:
    """From when the page tells. why: since the person's own mark, since their last shift began, or the last day.

    cut: more has happened than the page looks through, and what is older is left out.
    """

    at: of.Plain[datetime]
    why: of.Plain[Literal["mark", "shift", "day"]]
    cut: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, the most urgent contact first. more: how many further contacts, of which more_first are of the first colour.

    left_more: how many more left the board; none: so many that nobody counted. policy: moments at which a changed way of working began.
    """

    since: of.Plain[Since]
    rows: tuple[Changed, ...]
    more: of.Plain[int]
    more_first: of.Plain[int]
    left: tuple[Left, ...]
    left_more: of.Plain[int | None]
    policy: of.Plain[tuple[datetime, ...]]

    @property
    def count(self) -> int:
        """How many contacts on the board that is."""
        return len(self.rows) + self.more


@dataclass(frozen=True, slots=True)
class Bite:
    """A clock that runs out before morning. by, measure: what runs out, in words. needs: the field it tells of.

    passed: it has run out already, and nobody has found it late. closed: the hub is closed at that moment.
    on_duty: whether its holder is on the rota at that moment; none where nobody holds it, or nobody can say.
    """

    needs: of.Plain[of.Shows]
    ref: of.Ref[str]
    rag: of.Colour[Rag]
    by: of.Times[str]
    measure: of.Protection[str | None]
    at: of.Times[datetime]
    passed: of.Times[bool]
    closed: of.Times[bool]
    holder: of.Holder[str | None]
    holder_id: of.Holder[int | None]
    holder_role: of.Holder[str | None]
    held: of.Times[bool]
    on_duty: of.Holder[bool | None]
    family: of.Family[str | None]

    @property
    def words(self) -> str:
        """The words before the time."""
        return f"{self.measure} ends" if self.measure else self.by


@dataclass(frozen=True, slots=True)
class Night:
    """What bites before the hub opens next, soonest first, and what whoever is there at night must know.

    late: how many contacts on the board are late already. reds: contacts of the first colour. unseen: others with an unborn baby or
    children nobody has named. rota: whether anybody is on the rota until then.
    """

    morning: of.Plain[datetime]
    bites: tuple[Bite, ...]
    more: of.Plain[int]
    late: of.Times[int]
    reds: tuple[Line, ...]
    more_reds: of.Plain[int]
    unseen: tuple[Line, ...]
    more_unseen: of.Plain[int]
    rota: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class Own:
    """A contact that waits for one person. dues: every clock of it, what bites first on top."""

    line: Line
    dues: of.Times[tuple[Due, ...]]


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for one person. to_ring: failures that are theirs until somebody was rung; decides: theirs to decide, held by others."""

    offered: tuple[Own, ...]
    held: tuple[Own, ...]
    decides: tuple[Own, ...]
    more_decides: of.Plain[int]
    to_ring: tuple[Notice, ...]
    notices: tuple[Notice, ...]
    more_notices: of.Plain[int]

    @property
    def nothing(self) -> bool:
        return not (self.offered or self.held or self.decides or self.to_ring or self.notices)


@dataclass(frozen=True, slots=True)
class Closed:
    """A contact restricted to people of whom the reader is one, with everything the page says of it. Never on paper."""

    own: Own
    uncovered: of.Times[bool]
    news: tuple[News, ...]
    more: of.Plain[int]
    bites: tuple[Bite, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """One person's page. seq: the newest event that it knows, which their mark moves to; first: word of the first colour."""

    template: ClassVar[str] = "handover/own.html"
    hub_key: of.Plain[str]
    at: of.Plain[datetime]
    seq: of.Plain[int]
    first: of.Plain[str]
    changes: Changes
    waits: Waits
    night: Night
    restricted: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody who holds contacts and goes off duty soon, or has gone. until: when; gone: they went."""

    name: of.Holder[str]
    person_id: of.Holder[int]
    role: of.Holder[str | None]
    until: of.Holder[datetime]
    gone: of.Holder[bool]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OnDutyRow:
    """Somebody on duty. posts: what they do besides their role, in words; held: how many contacts on the board they hold; claims: whether
    they could take one.
    """

    name: of.Holder[str | None]
    role: of.Plain[str]
    posts: of.Plain[tuple[str, ...]]
    starts_at: of.Plain[datetime]
    until: of.Plain[datetime]
    held: of.Plain[int]
    claims: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that did not arrive. owner: who sees to it; ring: whom they telephone."""

    ref: of.Ref[str | None]
    at: of.Plain[datetime]
    owner: of.Holder[str]
    owner_id: of.Holder[int]
    ring: of.Holder[str | None]
    urgent: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class HubHandover:
    """The hub's page at shift change. Never a restricted contact, whoever reads it.

    engine: whether reminders run, in words; running: they do. here, next: who is on duty, and who comes on before morning.
    """

    template: ClassVar[str] = "handover/hub.html"
    hub_key: of.Plain[str]
    hub_name: of.Plain[str]
    at: of.Plain[datetime]
    first: of.Plain[str]
    going: of.Holder[tuple[Going, ...]]
    going_minutes: of.Plain[int]
    pressing: tuple[Line, ...]
    more_pressing: of.Plain[int]
    forecast: Forecast
    night: Night
    here: tuple[OnDutyRow, ...]
    next: tuple[OnDutyRow, ...]
    more_next: of.Plain[int]
    walls: DeskWalls
    failures: tuple[Failure, ...]
    more_failures: of.Plain[int]
    engine: of.Plain[str]
    running: of.Plain[bool]
