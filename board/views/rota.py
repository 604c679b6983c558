"""Who is on duty, as the desk, a person's own strip and the rota's page show it. Names only for a lens that sees who has a contact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from board.views import labels as of
from board.views.page import Region


@dataclass(frozen=True, slots=True)
class RoleNow:
    """A role with somebody on duty. names: empty for a lens without them, and where there are too many for a line. posts: in words."""

    words: of.Plain[str]
    count: of.Plain[int]
    names: of.Holder[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RoleLater:
    """A role nobody has now and somebody has later today."""

    words: of.Plain[str]
    at: of.Plain[datetime]


@dataclass(frozen=True, slots=True)
class RotaNow:
    """One line over the board: who is on duty in the posts and roles that count, and loudly which role nobody has that somebody should.

    more: how many others are on duty; the rota's page names them.
    """

    template: ClassVar[str] = "rota/now.html"
    hub_key: of.Plain[str]
    more: of.Plain[int]
    here: tuple[RoleNow, ...]
    missing: of.Plain[tuple[str, ...]]
    later: of.Plain[tuple[RoleLater, ...]]

    @property
    def id(self) -> str:
        return "rota-now"


@dataclass(frozen=True, slots=True)
class LeaverRow:
    """A contact whose holder is off duty or gone. since: when they went."""

    ref: of.Ref[str]
    holder: of.Holder[str]
    holder_id: of.Holder[int]
    since: of.Holder[datetime]


@dataclass(frozen=True, slots=True)
class Leavers:
    """What is held by somebody who has left. Never a restricted contact."""

    template: ClassVar[str] = "rota/leavers.html"
    hub_key: of.Plain[str]
    rows: of.Holder[tuple[LeaverRow, ...]]

    @property
    def id(self) -> str:
        return "leavers"


@dataclass(frozen=True, slots=True)
class OwnShift:
    """One person's own shift. until: none when they are off duty; ends_soon: they were told so; held: what they hold.

    unread: they have not said since it began that they read the handover.
    """

    template: ClassVar[str] = "rota/own_shift.html"
    hub_key: of.Plain[str]
    until: of.Plain[datetime | None]
    ends_soon: of.Plain[bool]
    off: of.Plain[bool]
    held: of.Plain[int]
    unread: of.Plain[bool] = False

    @property
    def id(self) -> str:
        return "own-shift"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty on the rota's page. name: none for a lens without names. times: with the weekday where it is another day's.

    now: it has begun and is not over.
    """

    duty_id: of.Plain[int]
    name: of.Holder[str | None]
    person_id: of.Holder[int | None]
    role: of.Plain[str]
    post: of.Plain[str | None]
    times: of.Plain[str]
    now: of.Plain[bool]
    over: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class AgencyDuties:
    """An agency's duties of a day. hours: its own hours that day in words, e.g. "10:00 to 15:00", "closed"."""

    name: of.Plain[str]
    hours: of.Plain[str]
    duties: tuple[DutyRow, ...]


@dataclass(frozen=True, slots=True)
class RotaDay:
    """One day of the rota, by agency. place: 0 for today. missing: roles the hub wants on duty of which nobody is on the rota."""

    template: ClassVar[str] = "rota/day.html"
    hub_key: of.Plain[str]
    place: of.Plain[int]
    day: of.Plain[date]
    agencies: tuple[AgencyDuties, ...]
    missing: of.Plain[tuple[str, ...]]

    @property
    def id(self) -> str:
        return f"rota-day-{self.place}"


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """Somebody who can be put on duty. managing: whether they can be duty manager or duty chair."""

    seat_id: of.Plain[int]
    name: of.Holder[str]
    role: of.Plain[str]
    agency: of.Plain[str]
    managing: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency's hours by day of the week, in words. own: it has hours of its own, else the hub's."""

    agency_id: of.Plain[int]
    name: of.Plain[str]
    days: of.Plain[tuple[str, ...]]
    closures: of.Plain[str]
    bank_holidays: of.Plain[bool]
    own: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class RotaPage:
    """What stands around the live part of the rota's page: forms, and agencies' hours. act: the form that was refused."""

    template: ClassVar[str] = "rota/rota.html"
    hub_key: of.Plain[str]
    today: of.Plain[date]
    next_week: of.Plain[date]
    seats: tuple[SeatChoice, ...]
    agencies: of.Plain[tuple[AgencyRow, ...]]
    days: of.Plain[Region]
    act: of.Plain[str] = ""
    typed: of.Plain[dict[str, str]] = field(default_factory=dict)
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
    said: of.Plain[str] = ""


@dataclass(frozen=True, slots=True)
class DutyPage:
    """The form that changes one duty. begun: it counts now; over: nothing of it can be changed."""

    template: ClassVar[str] = "rota/duty.html"
    hub_key: of.Plain[str]
    duty_id: of.Plain[int]
    name: of.Holder[str]
    role: of.Plain[str]
    post: of.Plain[str | None]
    typed: of.Plain[dict[str, str]]
    begun: of.Plain[bool]
    over: of.Plain[bool]
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HoursPage:
    """The form that sets an agency's hours. typed: opens and closes by weekday, closures, bank_holidays, day."""

    template: ClassVar[str] = "rota/hours.html"
    hub_key: of.Plain[str]
    agency_id: of.Plain[int]
    name: of.Plain[str]
    typed: of.Plain[dict[str, str]]
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
