"""What the pages show that say how people are reached, and what did not reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReachEntry:
    """How somebody is reached, as kept or as typed. channels: "email", "email,sms", "sms,email", "sms" or "none"."""

    name: str
    sign_in: str
    domains: tuple[str, ...]
    telephone: str
    email: str
    mobile: str
    channels: str
    quiet_from: str
    quiet_until: str


@dataclass(frozen=True, slots=True)
class ReachPage:
    """The form. own: it is one's own; address: where it is sent; back: where it came from."""

    template: ClassVar[str] = "sign_in/reach.html"
    entry: ReachEntry
    own: bool
    address: str
    back: str
    saved: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WayRow:
    """How many messages stand in a state, by way."""

    channel: str
    state: str
    number: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A message that did not arrive or was not read, who sees to it and whom they are to ring."""

    ref: str | None
    owner: str
    ring: str | None
    number: str | None
    at: datetime
    urgent: bool


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """What is on its way in a hub, and what did not arrive."""

    template: ClassVar[str] = "sign_in/deliveries.html"
    hub_key: str
    ways: tuple[WayRow, ...]
    failures: tuple[FailureRow, ...]
    more: bool
    people: tuple[tuple[int, str], ...] = ()
