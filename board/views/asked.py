"""Details shown once to somebody who asked for them, each time logged: a safe contact, and the harm in detail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class ShownSafeContact:
    """A safe contact with the name of whose it is."""

    name: of.Asked[str]
    channel: of.Asked[str | None]
    times: of.Asked[str | None]
    never_use: of.Asked[str | None]
    code_word: of.Asked[str | None]
    address: of.Asked[str | None]
    message_ok: of.Asked[bool]


@dataclass(frozen=True, slots=True)
class HarmTold:
    """The harm in detail, in the words that came at this moment."""

    received_at: of.Asked[datetime]
    words: of.Asked[str]


@dataclass(frozen=True, slots=True)
class SafeContactPage:
    """The safe contact of one adult. unaware: somebody of the contact must not be contacted, this adult if this_one. not_told: names."""

    template: ClassVar[str] = "contact/safe_contact.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    safe: of.Asked[ShownSafeContact]
    unaware: of.Asked[bool] = False
    this_one: of.Asked[bool] = False
    not_told: of.Asked[tuple[str, ...]] = ()
    consent: of.Asked[str] = ""


@dataclass(frozen=True, slots=True)
class HarmDetailPage:
    """The harm in detail, first to last."""

    template: ClassVar[str] = "contact/harm_detail.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    told: of.Asked[tuple[HarmTold, ...]]
