"""An entry of the directory: a number or mailbox of an agency, how it stands, and whether a code may go to it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from board.domain.directory.numbers import is_number
from board.domain.working_time import LONDON


class EntryKind(StrEnum):
    """A number or a mailbox."""

    TELEPHONE = "telephone"
    MAILBOX = "mailbox"  # single point of contact: read by the people on duty there, never an identity


class Answered(StrEnum):
    """When it is answered."""

    ALWAYS = "always"
    DAY = "day"  # in the agency's hours
    NIGHT = "night"  # outside them


class HowConfirmed(StrEnum):
    """How a member of staff found out that it is the agency's: never from the person or message that gave it."""

    SWITCHBOARD = "switchboard"
    OFFICIAL_DIRECTORY = "official_directory"
    LETTER = "letter"


HOW_WORDS: Final = {
    HowConfirmed.SWITCHBOARD: "Rang the switchboard",
    HowConfirmed.OFFICIAL_DIRECTORY: "Official directory",
    HowConfirmed.LETTER: "Letter from the agency",
}
ANSWERED_WORDS: Final = {
    Answered.ALWAYS: "Day and night",
    Answered.DAY: "Day",
    Answered.NIGHT: "Night",
}


class Standing(StrEnum):
    """How far an entry can be relied on."""

    OLD = "old"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


class WhyNoCode(StrEnum):
    """Why no code and no link goes to an entry."""

    MAILBOX = "mailbox"
    ENDED = "ended"
    UNREADABLE = "unreadable"
    ANOTHER_AGENCY = "another_agency"
    ANOTHER_PERSON = "another_person"
    NOT_CONFIRMED = "not_confirmed"
    OLD = "old"
    ADDED_SINCE = "added_since"
    CONFIRMED_BY_ASKER = "confirmed_by_asker"
    CONFIRMED_BY_GIVER = "confirmed_by_giver"


WHY_WORDS: Final = {
    WhyNoCode.MAILBOX: "Codes go to telephone numbers only",
    WhyNoCode.ENDED: "No longer in the directory",
    WhyNoCode.UNREADABLE: "Not a telephone number that can be called: change it first",
    WhyNoCode.ANOTHER_AGENCY: "Belongs to another agency",
    WhyNoCode.ANOTHER_PERSON: "Belongs to another person",
    WhyNoCode.NOT_CONFIRMED: "Number not confirmed",
    WhyNoCode.OLD: "Must be confirmed again",
    WhyNoCode.ADDED_SINCE: "Added or changed after the code was asked for",
    WhyNoCode.CONFIRMED_BY_ASKER: "The person who asks for a code must not be the one who confirmed the number",
    WhyNoCode.CONFIRMED_BY_GIVER: "The person who gave the seat must not be the one who confirmed the number",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A number or mailbox as it stands in the directory. A change makes a new entry.

    address: a number as domain.directory.numbers keeps it, or a mail address. name: the person or desk that answers. deputies: people to
    whom a code may be read out there instead. person_id: the person whose own number it is; none: the agency's. added_by: the person who
    entered this number; changed_by: the person who last changed what stands beside it; none: not known, or never. ended_at: when it left
    the directory.
    """

    entry_id: int
    agency_id: int
    kind: EntryKind
    address: str
    name: str
    deputies: tuple[str, ...]
    answered: Answered
    person_id: int | None
    added_at: datetime
    added_by: int | None
    changed_at: datetime | None = None
    changed_by: int | None = None
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None
    confirmed_how: HowConfirmed | None = None
    ended_at: datetime | None = None

    @property
    def callable(self) -> bool:
        """Whether it can be called or written to at all: an earlier version kept numbers as they were typed."""
        return self.kind is EntryKind.MAILBOX or is_number(self.address)

    def entered_by(self, person_id: int) -> bool:
        """Whether this person entered it, changed it or is the person whose number it is, so that somebody else must confirm it."""
        return person_id in (self.added_by, self.changed_by, self.person_id)

    def due_again(self, months: int) -> datetime | None:
        """When it must be confirmed again; none while nobody confirmed it."""
        return later(self.confirmed_at, months) if self.confirmed_at else None

    def standing(self, months: int, now: datetime) -> Standing:
        """How far it can be relied on now, when entries are confirmed again after so many months."""
        due = self.due_again(months)
        if due is None or self.confirmed_at is None or self.confirmed_at > now:
            return Standing.UNCONFIRMED
        return Standing.OLD if due <= now else Standing.CONFIRMED


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for a code: for a person of an agency, at a moment. person_id: none for a person who has no number of their own here.

    agency_id: of the person the code is for. asked_by, asked_at: the member of staff and the moment of the request. given_by: the person
    who gave the seat, if it is for a first sign-in.
    """

    agency_id: int
    person_id: int | None
    asked_by: int
    asked_at: datetime
    given_by: int | None = None


def why_no_code(entry: Entry, asked: Asked, months: int, *, now: datetime) -> WhyNoCode | None:
    """Why a code for this person must not go to this entry now; none: it may. The one rule of which numbers get codes and links.

    A code goes to a number of the person's own agency, or of the person, that was in the directory as it is before somebody asked, and that
    somebody other than the asker, and than the person who gave the seat, confirmed within so many months.
    """
    standing = entry.standing(months, now)
    newest = max(entry.added_at, entry.changed_at or entry.added_at)
    reasons = (
        (entry.kind is EntryKind.MAILBOX, WhyNoCode.MAILBOX),
        (entry.ended_at is not None and entry.ended_at <= now, WhyNoCode.ENDED),
        (not entry.callable, WhyNoCode.UNREADABLE),
        (entry.agency_id != asked.agency_id, WhyNoCode.ANOTHER_AGENCY),
        (entry.person_id is not None and entry.person_id != asked.person_id, WhyNoCode.ANOTHER_PERSON),
        (standing is Standing.UNCONFIRMED, WhyNoCode.NOT_CONFIRMED),
        (standing is Standing.OLD, WhyNoCode.OLD),
        (newest >= asked.asked_at, WhyNoCode.ADDED_SINCE),
        (entry.confirmed_by == asked.asked_by, WhyNoCode.CONFIRMED_BY_ASKER),
        (asked.given_by is not None and entry.confirmed_by == asked.given_by, WhyNoCode.CONFIRMED_BY_GIVER),
    )
    return next((why for so, why in reasons if so), None)


def later(moment: datetime, months: int) -> datetime:
    """The same time of day in London so many months later, on the last day of a month that is too short."""
    local = moment.astimezone(LONDON)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
