"""What is shown once to somebody who asked for it, each time logged: a safe contact, and the harm in detail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ShownSafeContact:
    """A safe contact with the name of whose it is."""

    name: str
    channel: str | None
    times: str | None
    never_use: str | None
    code_word: str | None
    address: str | None
    message_ok: bool


@dataclass(frozen=True, slots=True)
class HarmTold:
    """The harm in detail, in the words that came at this moment."""

    received_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class SafeContactPage:
    """The safe contact of one adult."""

    template: ClassVar[str] = "contact/safe_contact.html"
    hub_key: str
    ref: str
    safe: ShownSafeContact


@dataclass(frozen=True, slots=True)
class HarmDetailPage:
    """The harm in detail, first to last."""

    template: ClassVar[str] = "contact/harm_detail.html"
    hub_key: str
    ref: str
    told: tuple[HarmTold, ...]
