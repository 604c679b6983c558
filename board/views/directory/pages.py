"""The pages of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A number or mailbox as it stands.

    shown: as people write it. standing: old, unconfirmed or confirmed. again_at: when it must be confirmed again. no_code: why no code and
    no link goes there when the reader asks for one; none: it may. texts: whether a text message can arrive. confirms: whether the reader
    may confirm it. kept_with: the number of the person in whose contact details it is changed. uses: before the directory was kept.
    """

    entry_id: of.Plain[int]
    agency_id: of.Plain[int]
    agency: of.Plain[str]
    kind: of.Plain[str]
    shown: of.Holder[str]
    name: of.Holder[str]
    deputies: of.Holder[tuple[str, ...]]
    answered: of.Plain[str]
    answered_code: of.Plain[str]
    standing: of.Plain[str]
    added_at: of.Plain[datetime]
    added_by: of.Holder[str | None]
    changed_at: of.Plain[datetime | None]
    changed_by: of.Holder[str | None]
    confirmed_at: of.Plain[datetime | None]
    confirmed_by: of.Holder[str | None]
    confirmed_how: of.Plain[str]
    again_at: of.Plain[datetime | None]
    no_code: of.Plain[str | None]
    texts: of.Plain[bool]
    confirms: of.Plain[bool]
    kept_with: of.Plain[int | None]
    uses: of.Plain[int]


@dataclass(frozen=True, slots=True)
class AgencySection:
    """An agency with its hours in words and its entries: old ones first, then what nobody confirmed."""

    agency_id: of.Plain[int]
    key: of.Plain[str]
    name: of.Plain[str]
    hours: of.Plain[tuple[str, ...]]
    own_hours: of.Plain[bool]
    entries: tuple[ListedEntry, ...]


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """Every agency. old, unconfirmed: how many entries are; months: after how many each must be confirmed again."""

    template: ClassVar[str] = "directory/directory.html"
    hub_key: of.Plain[str]
    agencies: tuple[AgencySection, ...]
    old: of.Plain[int]
    unconfirmed: of.Plain[int]
    months: of.Plain[int]
    said: of.Plain[str] = ""


@dataclass(frozen=True, slots=True)
class ToConfirmPage:
    """The list to work through: old entries first, then the most used. others: those that a colleague must confirm.

    focus: the entry where the keyboard goes on; none: the first. errors: of the entry in focus. hows: code and words of each way.
    """

    template: ClassVar[str] = "directory/to_confirm.html"
    hub_key: of.Plain[str]
    entries: tuple[ListedEntry, ...]
    others: tuple[ListedEntry, ...]
    hows: of.Plain[tuple[tuple[str, str], ...]]
    focus: of.Plain[int | None]
    months: of.Plain[int]
    said: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry, with the forms to confirm, change and remove it; without an entry, the form to add one. typed: as somebody typed it."""

    template: ClassVar[str] = "directory/entry.html"
    hub_key: of.Plain[str]
    entry: ListedEntry | None
    agencies: of.Plain[tuple[tuple[str, str], ...]]
    hows: of.Plain[tuple[tuple[str, str], ...]]
    answers: of.Plain[tuple[tuple[str, str], ...]]
    typed: of.Holder[Mapping[str, str]]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
