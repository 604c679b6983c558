"""The pages that a link opens. None of them names anybody in its title; before the code they tell nothing of the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class LinkOpenPage:
    """The page at the address of every link: the same bytes for each of them, and for none."""

    template: ClassVar[str] = "link/open.html"
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkSelfPage:
    """Asks who the person is, before there is a code for them. name, role: as typed."""

    template: ClassVar[str] = "link/self.html"
    link_id: of.Plain[UUID]
    name: of.Plain[str] = ""
    role: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkCodePage:
    """Asks for the code of the person who stated this. locked: the page was open before and closed because nobody used it."""

    template: ClassVar[str] = "link/code.html"
    link_id: of.Plain[UUID]
    said_name: of.Plain[str]
    said_role: of.Plain[str]
    locked: of.Plain[bool]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkAnswerPage:
    """The question, asked of this person alone, and the answer as far as it is typed. idle_minutes: when the page closes itself.

    mailbox: the link went to a mailbox, so that it can be given back, or given to one of the deputies. given_to: the one who has not come.
    unaware: somebody of the family must not be contacted. consent: the position, which names nobody.
    """

    template: ClassVar[str] = "link/answer.html"
    link_id: of.Plain[UUID]
    hub_name: of.Plain[str]
    asked_by: of.Plain[str]
    question: of.Asked[str]
    typed: of.Asked[str]
    said_name: of.Plain[str]
    said_role: of.Plain[str]
    idle_minutes: of.Plain[int]
    mailbox: of.Plain[bool]
    deputies: of.Plain[tuple[tuple[int, str], ...]]
    given_to: of.Plain[str | None]
    unaware: of.Asked[bool] = False
    consent: of.Asked[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkSaidPage:
    """A sentence with which the page ends. again: the address to go on at; none: nothing goes on."""

    template: ClassVar[str] = "link/said.html"
    heading: of.Plain[str]
    sentence: of.Plain[str]
    again: of.Plain[str | None] = None
