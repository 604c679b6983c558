"""Uploaded lists: the page that takes them and says what waits, the page of one, and how far it is as frames keep it true.

The content of a list is shown to its owner alone, who uploaded it or took it over; each showing is logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from board.views import labels as of
from board.views.page import Region


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list that waits or ended lately. number: of its address. whose: the name of its owner, where that is not the reader.

    state: in words; takeable: the reader may take it over; mine: they may open it.
    """

    number: of.Plain[str]
    sender: of.Plain[str]
    at: of.Plain[datetime]
    state: of.Plain[str]
    whose: of.Holder[str | None] = None
    mine: of.Plain[bool] = True
    takeable: of.Plain[bool] = False


@dataclass(frozen=True, slots=True)
class ListsPage:
    """senders: number and name of each sender known, whose list is one click. sources, concerns: codes and labels."""

    template: ClassVar[str] = "lists/lists.html"
    hub_key: of.Plain[str]
    senders: of.Plain[tuple[tuple[int, str], ...]]
    sources: of.Plain[tuple[tuple[str, str], ...]]
    concerns: of.Plain[tuple[tuple[str, str], ...]]
    mine: tuple[ListRow, ...]
    others: tuple[ListRow, ...]
    over: tuple[ListRow, ...]
    typed: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListState:
    """How far a list is. show: the page has something new to show."""

    template: ClassVar[str] = "lists/state.html"
    hub_key: of.Plain[str]
    number: of.Plain[str]
    stage: of.Plain[str]
    kept: of.Plain[bool]
    lines: of.Plain[int]
    done: of.Plain[int]
    held: of.Plain[int]

    @property
    def id(self) -> str:
        return "list-state"


@dataclass(frozen=True, slots=True)
class SampleView:
    """The lines as one encoding shows them."""

    name: of.Plain[str]
    says: of.Plain[str]
    lines: of.Asked[tuple[tuple[int, str], ...]]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column. place: its number; why: somebody must say what it means; means: what the board takes it for, in words.

    chosen: code of what is chosen so far.
    """

    place: of.Plain[int]
    header: of.Asked[str]
    why: of.Asked[str]
    means: of.Plain[str]
    chosen: of.Plain[str]


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """Questions about how the list is read. problem: why it cannot be read otherwise. meanings: what a column can mean.

    columns: those that somebody must say; others: those that are sure.
    """

    problem: of.Asked[str | None]
    samples: of.Asked[tuple[SampleView, ...]]
    columns: of.Asked[tuple[ColumnView, ...]]
    others: of.Asked[tuple[ColumnView, ...]]
    gone: of.Asked[tuple[str, ...]]
    hidden: of.Plain[bool]
    concern: of.Plain[bool]
    meanings: of.Plain[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]]
    concerns: of.Plain[tuple[tuple[str, str], ...]]

    @property
    def answerable(self) -> bool:
        """Whether an answer of the form can make the list readable."""
        return bool(self.samples or self.columns or self.others or self.gone or self.hidden or self.concern)


@dataclass(frozen=True, slots=True)
class LineView:
    """The fate of a line. cells: header and content, of a line that is held back."""

    says: of.Plain[str]
    what: of.Plain[str]
    words: of.Asked[str]
    cells: of.Asked[tuple[tuple[str, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line that may be more of a contact. number: of the line in the whole file; asks: references of such contacts, each with why."""

    number: of.Plain[int]
    says: of.Plain[str]
    asks: of.Asked[tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class LinesView:
    """Some lines of the report. kinds: code, words and count of each kind there is; shown: which is shown.

    tables: with held-back lines. asked: lines that may be more of a contact that is here.
    """

    kinds: of.Plain[tuple[tuple[str, str, int], ...]]
    shown: of.Plain[str]
    lines: of.Asked[tuple[LineView, ...]]
    page: of.Plain[int]
    pages: of.Plain[int]
    remarks: of.Asked[tuple[str, ...]]
    unused: of.Asked[tuple[tuple[str, str], ...]]
    tables: of.Plain[tuple[int, ...]]
    total: of.Plain[int]
    held: of.Plain[int]
    asked: of.Asked[tuple[AskedLine, ...]]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list. region: how far it is. reasons: why it may be thrown away. typed: answers that were refused."""

    template: ClassVar[str] = "lists/list.html"
    hub_key: of.Plain[str]
    number: of.Plain[str]
    sender: of.Plain[str]
    at: of.Plain[datetime]
    stage: of.Plain[str]
    kept: of.Plain[bool]
    region: of.Plain[Region]
    reasons: of.Plain[tuple[tuple[str, str], ...]]
    questions: of.Asked[QuestionsView | None] = None
    lines: of.Asked[LinesView | None] = None
    typed: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
