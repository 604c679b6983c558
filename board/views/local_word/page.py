"""The page on which a data officer gives codes to local words. It holds words and counts, and nothing of any contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class UnmappedWord:
    """A word without a code. contacts: on how many it came, of those that everybody at a desk may know of."""

    list: of.Plain[str]
    label: of.Plain[str]
    word: of.Plain[str]
    contacts: of.Plain[int]


@dataclass(frozen=True, slots=True)
class MappedWord:
    """A mapping. from_at: none for words of any day. over: it counts for earlier words alone."""

    word_mapping_id: of.Plain[int]
    list: of.Plain[str]
    label: of.Plain[str]
    word: of.Plain[str]
    code: of.Plain[str]
    meaning: of.Plain[str]
    from_at: of.Plain[datetime | None]
    until_at: of.Plain[datetime | None]
    over: of.Plain[bool]
    mapped_at: of.Plain[datetime]
    mapped_by: of.Plain[str]
    reason: of.Plain[str]
    ended_by: of.Plain[str | None]
    end_reason: of.Plain[str | None]


@dataclass(frozen=True, slots=True)
class Codes:
    """A list with its codes. number: what a national number that stands for a code is; empty where the list has none."""

    list: of.Plain[str]
    label: of.Plain[str]
    codes: of.Plain[tuple[tuple[str, str], ...]]
    number: of.Plain[str]


@dataclass(frozen=True, slots=True)
class LocalWordsPage:
    """more: texts that are not shown. typed: the form as it was sent. row: the word, or number of the mapping, whose form is refused."""

    template: ClassVar[str] = "local_word/page.html"
    hub_key: of.Plain[str]
    unmapped: of.Plain[tuple[UnmappedWord, ...]]
    more: of.Plain[int]
    mapped: of.Plain[tuple[MappedWord, ...]]
    lists: of.Plain[tuple[Codes, ...]]
    typed: of.Plain[Mapping[str, str]]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    said: of.Plain[str] = ""
    row: of.Plain[str] = ""

    @property
    def codes_of(self) -> Mapping[str, Codes]:
        return {one.list: one for one in self.lists}
