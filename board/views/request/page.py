"""Agencies that were asked about a contact, and the form to ask, as members of staff see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request. whom: child or adult by place. open: it can be withdrawn. waits: it can be extended. unconfirmed: for a manager."""

    request_id: of.Plain[UUID]
    agency: of.Requests[str]
    state: of.Requests[str]
    whom: of.Plain[tuple[str, ...]]
    asked_by: of.Holder[str]
    asked_at: of.Requests[datetime]
    due_at: of.Requests[datetime]
    reason: of.Requests[str]
    necessary: of.Requests[str]
    question: of.Requests[str | None]
    questions: of.Requests[tuple[str, ...]]
    ground: of.Consent[str]
    aware: of.Flags[str]
    because: of.Requests[tuple[tuple[str, str], ...]]
    open: of.Plain[bool]
    waits: of.Plain[bool]
    unconfirmed: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency with its baseline questions."""

    key: of.Plain[str]
    name: of.Plain[str]
    questions: of.Plain[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A child or adult of the contact."""

    key: of.Plain[str]
    whom: of.Plain[str]
    child: of.ChildName[str | None]
    adult: of.AdultName[str | None]
    stance: of.Consent[str]


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """The page. ground: on which they are asked now, none where nothing is recorded. typed, ticked: what was sent and refused."""

    template: ClassVar[str] = "request/requests.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    open: of.Plain[bool]
    asks: of.Plain[bool]
    confirms: of.Plain[bool]
    red: of.Colour[bool]
    unaware: of.Flags[bool]
    aware: of.Flags[str]
    ground: of.Consent[str | None]
    version: of.Plain[int]
    agencies: of.Plain[tuple[AgencyChoice, ...]]
    people: tuple[PersonChoice, ...]
    reasons: of.Plain[tuple[tuple[str, str], ...]]
    rows: tuple[RequestRow, ...]
    said: of.Plain[str] = ""
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    typed: of.Plain[Mapping[str, str]] = field(default_factory=dict)
    ticked: of.Plain[tuple[str, ...]] = ()
