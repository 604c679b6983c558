"""Pages of people and seats: the hub's people, the form to give a seat, one person, and the seats somebody is asked to take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from board.views import labels as of
from board.views.access import FailedLookUps
from board.views.link.staff import NumberRow, WaitingRow


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat that was not ended. role, agency: in words. given_by: none where the board command gave it, or it is not known."""

    seat_id: of.Plain[int]
    role: of.Plain[str]
    agency: of.Plain[str]
    since: of.Plain[datetime]
    given_by: of.Holder[str | None]
    confirmed_by: of.Holder[str | None]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with a seat in the hub, or whose home hub it is. sessions: how many they have open. home: this is their home hub."""

    person_id: of.Plain[int]
    name: of.Holder[str]
    seats: tuple[SeatLine, ...]
    sessions: of.Plain[int]
    home: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A seat that waits for its second manager or its person. standing: of domain.grant.rules. confirms, withdraws: if the reader may.

    link_until: until when the link of a first sign-in that was sent is valid, whatever became of it; none: none is.
    """

    grant_id: of.Plain[int]
    name: of.Holder[str]
    address: of.Holder[str]
    role: of.Plain[str]
    agency: of.Plain[str]
    given_at: of.Plain[datetime]
    given_by: of.Holder[str | None]
    confirmed_at: of.Plain[datetime | None]
    confirmed_by: of.Holder[str | None]
    standing: of.Plain[str]
    lapses_at: of.Plain[datetime]
    confirms: of.Plain[bool]
    withdraws: of.Plain[bool]
    link_until: of.Plain[datetime | None]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The people of a hub and their seats. me: the reader. grants: seats that wait. look_ups: failed ones of
    the last week; none for MASH admin.

    errors: of the act that was just refused. said: what was just done.
    """

    template: ClassVar[str] = "grant/people.html"
    hub_key: of.Plain[str]
    me: of.Plain[int]
    people: tuple[PersonRow, ...]
    grants: tuple[GrantRow, ...]
    look_ups: of.Plain[tuple[FailedLookUps, ...] | None]
    said: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivePage:
    """The form to give a seat. roles: key, words and rule of each role that the reader gives. typed: as they typed it."""

    template: ClassVar[str] = "grant/give.html"
    hub_key: of.Plain[str]
    agencies: of.Plain[tuple[tuple[str, str], ...]]
    roles: of.Plain[tuple[tuple[str, str], ...]]
    rules: of.Plain[tuple[str, ...]]
    typed: of.Holder[Mapping[str, str]]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person with their seats and work, and the forms to hand that on and to end everything. me: the reader. left_at: when their last
    seat ended, some days ago at most; the work is what they held then. colleagues, managers: number and name. typed: as they typed it.
    """

    template: ClassVar[str] = "grant/person.html"
    hub_key: of.Plain[str]
    me: of.Plain[int]
    person: PersonRow
    holds: of.Ref[tuple[str, ...]]
    decides: of.Ref[tuple[str, ...]]
    offered: of.Ref[tuple[str, ...]]
    lists: of.Plain[int]
    duties: of.Plain[int]
    left_at: of.Plain[datetime | None]
    colleagues: of.Holder[tuple[tuple[int, str], ...]]
    managers: of.Holder[tuple[tuple[int, str], ...]]
    typed: of.Plain[Mapping[str, str]]
    said: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedSeat:
    """A seat that the reader is asked to take. hub, agency, role: in words. given_by: none where the board command gave it."""

    grant_id: of.Plain[int]
    hub: of.Plain[str]
    role: of.Plain[str]
    agency: of.Plain[str]
    given_by: of.Plain[str | None]
    lapses_at: of.Plain[datetime]


@dataclass(frozen=True, slots=True)
class MySeatsPage:
    """The seats that the reader has, as hub, role and agency, and those they are asked to take."""

    template: ClassVar[str] = "grant/mine.html"
    asked: of.Plain[tuple[AskedSeat, ...]]
    seats: of.Plain[tuple[tuple[str, str, str], ...]]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstCodePage:
    """Numbers to which the code of a first sign-in may go; code: shown this once to the member of staff who calls this number.

    whose: the person who opened the link last and stated who they are; none: nobody.
    """

    template: ClassVar[str] = "grant/code.html"
    hub_key: of.Plain[str]
    grant: GrantRow
    numbers: tuple[NumberRow, ...]
    calls: of.Plain[bool]
    whose: WaitingRow | None
    called: NumberRow | None = None
    code: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstSignInPage:
    """After the code, for the person alone: a password to choose, or that they sign in here already."""

    template: ClassVar[str] = "grant/first.html"
    link_id: of.Plain[UUID]
    hub_name: of.Plain[str]
    known: of.Plain[bool]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
