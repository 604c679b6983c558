"""People outside who were asked about a contact, as members of staff see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from board.views import labels as of
from board.views.consent import Barred


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link. state: how far it came, in words, since at. open: it can still be withdrawn and get a code. loud: somebody must act.

    mailbox: it went to a mailbox, whose address is the name; held_by: who has it. ask_for: the person whom the next code is for, if known.
    """

    link_id: of.Plain[UUID]
    name: of.Holder[str]
    agency: of.Plain[str]
    question: of.Summary[str]
    asked_by: of.Holder[str]
    asked_at: of.Plain[datetime]
    valid_until: of.Plain[datetime]
    state: of.Plain[str]
    at: of.Plain[datetime | None]
    open: of.Plain[bool]
    loud: of.Plain[bool]
    mailbox: of.Plain[bool]
    ask_for: of.Holder[str | None]
    held_by: of.Holder[str | None]


@dataclass(frozen=True, slots=True)
class ContactLinks:
    """People outside who were asked about the contact, the newest first."""

    template: ClassVar[str] = "link/of_contact.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    rows: tuple[LinkRow, ...]

    @property
    def id(self) -> str:
        return "contact-links"


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A guest. confirmed: by whom and when, in words; none: not yet. confirms: whether the reader may confirm them."""

    guest_id: of.Plain[int]
    name: of.Holder[str]
    agency: of.Plain[str]
    email: of.Holder[str]
    number: of.Holder[str]
    added_by: of.Holder[str]
    added_at: of.Plain[datetime]
    confirmed_by: of.Holder[str | None]
    confirmed_at: of.Plain[datetime | None]
    confirmed_how: of.Plain[str]
    confirms: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of the agency. no_code: why no code goes there; texts: whether a text message can arrive there."""

    entry_id: of.Plain[int]
    agency: of.Plain[str]
    shown: of.Holder[str]
    name: of.Holder[str]
    deputies: of.Holder[tuple[str, ...]]
    texts: of.Plain[bool]
    no_code: of.Plain[str | None]


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox to which a link may go."""

    entry_id: of.Plain[int]
    agency: of.Plain[str]
    address: of.Holder[str]


@dataclass(frozen=True, slots=True)
class LinksPage:
    """Everybody outside who was asked about one contact, and the forms to ask somebody. typed: as it was sent, when it is drawn again."""

    template: ClassVar[str] = "link/links.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    rows: tuple[LinkRow, ...]
    guests: tuple[GuestRow, ...]
    agencies: of.Plain[tuple[tuple[str, str], ...]]
    numbers: tuple[NumberRow, ...]
    mailboxes: tuple[MailboxRow, ...]
    whys: of.Plain[tuple[tuple[str, str], ...]]
    open: of.Plain[bool]
    barred: Barred
    typed: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    said: of.Plain[str] = ""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who opened a link and stated who they are. inside: a code let them in before."""

    statement_id: of.Plain[UUID]
    name: of.Holder[str]
    role: of.Holder[str]
    at: of.Plain[datetime]
    inside: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class LinkNumbersPage:
    """Numbers to which the code of one link may go. calls: whether the reader may make the call: not the person who asked.

    waiting: who stated who they are; chosen: the one whose code it is, who needs no choice where nobody else waits.
    """

    template: ClassVar[str] = "link/numbers.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    row: LinkRow
    waiting: tuple[WaitingRow, ...]
    chosen: WaitingRow | None
    numbers: tuple[NumberRow, ...]
    calls: of.Plain[bool]
    barred: Barred
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkCallPage:
    """The code, shown this once to the person who calls."""

    template: ClassVar[str] = "link/call.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    row: LinkRow
    number: NumberRow
    whose: WaitingRow
    code: of.Asked[str]
    valid_until: of.Plain[datetime]
    barred: Barred


@dataclass(frozen=True, slots=True)
class GuestsPage:
    """The guests of the hub."""

    template: ClassVar[str] = "link/guests.html"
    hub_key: of.Plain[str]
    guests: tuple[GuestRow, ...]
    hows: of.Plain[tuple[tuple[str, str], ...]]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    said: of.Plain[str] = ""
