"""What the pages show that say how people are reached, and what did not reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class ReachEntry:
    """How somebody is reached, as kept or as typed. channels: "email", "email,sms", "sms,email", "sms" or "none"."""

    name: of.Plain[str]
    sign_in: of.Plain[str]
    domains: of.Plain[tuple[str, ...]]
    telephone: of.Plain[str]
    email: of.Plain[str]
    mobile: of.Plain[str]
    channels: of.Plain[str]
    quiet_from: of.Plain[str]
    quiet_until: of.Plain[str]


@dataclass(frozen=True, slots=True)
class HomeHub:
    """The hub that looks after how a person is reached. ours: it is the reader's; others: key and name of hubs it can be handed on to."""

    name: of.Plain[str]
    ours: of.Plain[bool]
    others: of.Plain[tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class ReachPage:
    """The form. own: it is one's own; address: where it is sent; back: where it came from. home: on a colleague's page."""

    template: ClassVar[str] = "sign_in/reach.html"
    entry: of.Plain[ReachEntry]
    own: of.Plain[bool]
    address: of.Plain[str]
    back: of.Plain[str]
    home: of.Plain[HomeHub | None] = None
    saved: of.Plain[bool] = False
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WayRow:
    """How many messages stand in a state, by way."""

    channel: of.Plain[str]
    state: of.Plain[str]
    number: of.Plain[int]
    oldest: of.Plain[datetime]


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A message that did not arrive or was not read, who sees to it and whom they are to ring."""

    ref: of.Ref[str | None]
    owner: of.Holder[str]
    ring: of.Holder[str | None]
    number: of.Holder[str | None]
    at: of.Plain[datetime]
    urgent: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """What is on its way in a hub, and what did not arrive."""

    template: ClassVar[str] = "sign_in/deliveries.html"
    hub_key: of.Plain[str]
    ways: of.Plain[tuple[WayRow, ...]]
    failures: tuple[FailureRow, ...]
    more: of.Plain[bool]
    people: of.Plain[tuple[tuple[int, str], ...]] = ()
