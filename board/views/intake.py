"""The form that logs a contact by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class WouldBeNamed:
    """People who would be named on what arrives restricted now. named: in words. next: who is named where one of them is kept out.

    short: they are fewer than two. people: number and name, who may be named besides or kept out; nobody where this reader sees no
    names of staff.
    """

    named: of.Holder[tuple[str, ...]]
    next: of.Holder[tuple[str, ...]]
    short: of.Plain[bool]
    people: of.Holder[tuple[tuple[int, str], ...]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes and labels of the hub now, and who would be named on what is restricted."""

    sources: of.Plain[tuple[tuple[str, str], ...]]
    concerns: of.Plain[tuple[tuple[str, str], ...]]
    levels: of.Plain[tuple[tuple[str, str], ...]]
    roles: of.Plain[tuple[tuple[str, str], ...]]
    naming: WouldBeNamed


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A line of the summary. anchor: id of the field to go to."""

    anchor: of.Plain[str]
    words: of.Plain[str]
    sentence: of.Plain[str]


@dataclass(frozen=True, slots=True)
class AskedContact:
    """A contact that the new one may be the same incident or family as. Never a restricted one. why: without names."""

    ref: of.Asked[str]
    why: of.Asked[str]
    closed: of.Asked[bool]


class TypedForm(Protocol):
    """The form as it was typed, and its errors by field. children, adults: numbers of their rows."""

    children: list[int]
    adults: list[int]
    errors: dict[str, str]

    def value(self, name: str) -> str: ...

    @property
    def chose_people(self) -> bool: ...

    def open_safe(self, row: int | str) -> bool: ...


@dataclass(frozen=True, slots=True)
class NewContactPage:
    """The form. most: rows of a kind. logged: reference of the contact that was just logged. kept: it became late information instead.
    others: no page shows it to this person.

    asks: contacts that it may be more of, with why, before it is kept; more_of: the answer so far.
    """

    template: ClassVar[str] = "contact/new.html"
    hub_key: of.Plain[str]
    form: of.Plain[TypedForm]
    form_key: of.Plain[str]
    problems: of.Plain[Sequence[ProblemLine]]
    choices: Choices
    most: of.Plain[int]
    logged: of.Ref[str | None]
    kept: of.Plain[bool] = False
    asks: of.Asked[tuple[AskedContact, ...]] = ()
    more_of: of.Asked[str | None] = None
    others: of.Plain[bool] = False
