"""Facts of a person: beside the person on an open contact, and on the page that records them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that stands, or one before it. answer: the words of its code, or why there is none. words: as they were sent or typed.

    offered: nobody has chosen the code; the words surely name it. said_by: none for the sender of the contact.
    """

    about: of.Facts[str]
    answer: of.Facts[str]
    words: of.Facts[str | None]
    offered: of.Facts[bool]
    said_by: of.Facts[str | None]
    said_at: of.Facts[datetime]
    recorded_by: of.Holder[str | None]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The facts of one person. short: headings with their answers, the children of an adult together. known: those that stand. before:
    those that stood before. unasked: headings of what nobody has asked.
    """

    whom: of.Plain[str]
    short: of.Facts[tuple[tuple[str, str], ...]]
    known: of.Facts[tuple[FactLine, ...]]
    before: of.Facts[tuple[FactLine, ...]]
    unasked: of.Facts[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FactField:
    """A line of the form. key: its name there. options: codes and words. several: boxes in place of a list. number: the name of a
    national number. stands: the fact that stands.
    """

    key: of.Plain[str]
    about: of.Facts[str]
    options: of.Plain[tuple[tuple[str, str], ...]]
    several: of.Plain[bool]
    number: of.Plain[str]
    stands: of.Facts[FactLine | None]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Lines of the form under one heading: of the person, or of an adult towards one child."""

    heading: of.ChildName[str]
    fields: tuple[FactField, ...]


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The form for facts of one person. states: codes and words of why there is no answer. errors: a sentence by field. typed: texts by
    field.
    """

    template: ClassVar[str] = "facts/person.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    whom: of.Plain[str]
    person: of.Plain[str]
    name: of.AdultName[str | None]
    groups: tuple[FactGroup, ...]
    states: of.Plain[tuple[tuple[str, str], ...]]
    open: of.Plain[bool]
    errors: of.Plain[Mapping[str, str]]
    typed: of.Plain[Mapping[str, tuple[str, ...]]]

    def value(self, name: str) -> str:
        """The text typed into a field."""
        return next(iter(self.typed.get(name, ())), "")

    def chose(self, name: str, value: str) -> bool:
        """Whether this was ticked or chosen."""
        return value in self.typed.get(name, ())
