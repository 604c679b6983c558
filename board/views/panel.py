"""An open contact with its forms, on a page of its own or beside the board: drawn with the page, outside what is pushed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from board.domain.review_meetings import USUAL_MINUTES
from board.views import labels as of
from board.views.contact import Restricting
from board.views.families import Likely
from board.views.page import Region


@dataclass(frozen=True, slots=True)
class Panel:
    """Choices of the forms beside an open contact; empty where this person may not use the form.

    levels, outcomes: code and label. children, safe_children: number and words. people: number and name, who may be named when restricted;
    would_add: whom the board names where too few are, in words, the first first.
    colleagues: who else may be given it, with whether they are on duty; to_allocate: these and oneself. managers: who may decide it.
    whys: code and words, why that may change. deciders: adults and children of whom consent is recorded, with their words.
    young: the children among them.
    script: the words in which the hub asks for consent.
    grading_tools: of the hub, code and label.
    kinds: of protective measures, code and label. measures: those that stand, number and label. usual_minutes: of a meeting to review it.
    seated: colleagues who see the board and may know of it. interests: the kinds of interest in a family, code and words.
    """

    ref: of.Ref[str]
    levels: of.Plain[tuple[tuple[str, str], ...]]
    outcomes: of.Plain[tuple[tuple[str, str], ...]]
    safe_children: of.ChildName[tuple[tuple[int, str], ...]]
    children: of.ChildName[tuple[tuple[int, str], ...]]
    people: of.Holder[tuple[tuple[int, str], ...]]
    would_add: of.Holder[tuple[str, ...]]
    colleagues: of.Holder[tuple[tuple[int, str], ...]]
    to_allocate: of.Holder[tuple[tuple[int, str], ...]]
    managers: of.Holder[tuple[tuple[int, str], ...]]
    whys: of.Plain[tuple[tuple[str, str], ...]]
    deciders: of.AdultName[tuple[tuple[str, str], ...]]
    young: of.ChildName[tuple[tuple[str, str], ...]]
    script: of.Plain[str]
    grading_tools: of.Plain[tuple[tuple[str, str], ...]] = ()
    kinds: of.Plain[tuple[tuple[str, str], ...]] = ()
    measures: of.Protection[tuple[tuple[int, str], ...]] = ()
    usual_minutes: of.Plain[int] = USUAL_MINUTES
    seated: of.Holder[tuple[tuple[int, str], ...]] = ()
    interests: of.Plain[tuple[tuple[str, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused. act: the last part of the form's address. errors: a sentence by field. values: what was typed, by field."""

    act: of.Plain[str]
    heading: of.Plain[str]
    sentence: of.Plain[str]
    status: of.Plain[int]
    errors: of.Plain[Mapping[str, str]]
    values: of.Plain[Mapping[str, tuple[str, ...]]]

    def value(self, name: str) -> str:
        """The text that stood in a field."""
        return next(iter(self.values.get(name, ())), "")

    def chose(self, name: str, value: object) -> bool:
        """Whether this was ticked or chosen."""
        return str(value) in self.values.get(name, ())


@dataclass(frozen=True, slots=True)
class AlonePage:
    """One contact at full width. alike: what looks like the family where one of the two is restricted."""

    template: ClassVar[str] = "contact/alone.html"
    hub_key: of.Plain[str]
    contact: of.Plain[Region]
    panel: Panel
    alike: tuple[Likely, ...]
    refused: of.Plain[Refused | None] = None
    restricting: tuple[Restricting, ...] = ()
