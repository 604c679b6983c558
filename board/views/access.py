"""What the pages of coming in show: sign-in, the lock, one's own sessions, failed look-ups and the hub's screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody made up to sign in as, with the code their authenticator app would show. Never a real person."""

    name: of.Plain[str]
    role: of.Plain[str]
    email: of.Plain[str]
    password: of.Plain[str]
    code: of.Plain[str | None]


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form for address and password. next: where to go afterwards, a path of this board. email: what was typed."""

    template: ClassVar[str] = "sign_in/sign_in.html"
    next: of.Plain[str]
    email: of.Plain[str] = ""
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
    invented: of.Plain[tuple[InventedPerson, ...]] = ()


@dataclass(frozen=True, slots=True)
class CodePage:
    """The form for the second factor. code: shown for invented people alone."""

    template: ClassVar[str] = "sign_in/code.html"
    next: of.Plain[str]
    code: of.Plain[str | None] = None
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EnrolPage:
    """Setting up an authenticator app. seed: in fours, for those who cannot scan."""

    template: ClassVar[str] = "sign_in/second_factor.html"
    next: of.Plain[str]
    seed: of.Plain[str]
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodesPage:
    """Recovery codes, shown this once."""

    template: ClassVar[str] = "sign_in/recovery_codes.html"
    next: of.Plain[str]
    codes: of.Plain[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LockedPage:
    """The lock: nothing of the board is on it."""

    template: ClassVar[str] = "sign_in/locked.html"
    next: of.Plain[str]
    name: of.Plain[str]
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of one's own sessions. this: the one that is looking."""

    session_id: of.Plain[UUID]
    created_at: of.Plain[datetime]
    seen_at: of.Plain[datetime]
    this: of.Plain[bool]
    locked: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class MePage:
    """One's own sessions, password and recovery codes."""

    template: ClassVar[str] = "sign_in/me.html"
    sessions: of.Plain[tuple[SessionRow, ...]]
    codes_left: of.Plain[int]
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
    codes: of.Plain[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class FailedLookUps:
    """Somebody, or a system, whose look-ups found nothing. refs: the last references asked for. waits_until: if they wait now."""

    person_id: of.Plain[int]
    name: of.Plain[str]
    service: of.Plain[bool]
    failed: of.Plain[int]
    last_at: of.Plain[datetime]
    refs: of.Plain[tuple[str, ...]]
    waits_until: of.Plain[datetime | None]


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """An enrolled wall. drawn_at: when it last said that it had drawn. distance, panel, networks: as a manager would type them."""

    screen_id: of.Plain[int]
    name: of.Plain[str]
    paired_at: of.Plain[datetime]
    paired_by: of.Plain[str]
    drawn_at: of.Plain[datetime | None]
    dark_since: of.Plain[datetime | None]
    distance: of.Plain[str] = ""
    panel: of.Plain[str] = ""
    networks: of.Plain[str] = ""
    elsewhere_at: of.Plain[datetime | None] = None
    seen_to_by: of.Plain[str | None] = None


@dataclass(frozen=True, slots=True)
class ScreensPage:
    """The hub's walls, and the form that pairs another. code, name: what was typed there.

    changing: the screen whose form was not taken, as typed. usual: what the policy says of distance and panel, as the fields' hints.
    visit_until: walls show counts alone until then; none when there are no visitors.
    """

    template: ClassVar[str] = "screens/screens.html"
    hub_key: of.Plain[str]
    screens: of.Plain[tuple[ScreenRow, ...]]
    code: of.Plain[str] = ""
    name: of.Plain[str] = ""
    errors: of.Plain[dict[str, str]] = field(default_factory=dict)
    changing: of.Plain[ScreenRow | None] = None
    usual: of.Plain[tuple[str, str]] = ("", "")
    visit_until: of.Plain[datetime | None] = None


@dataclass(frozen=True, slots=True)
class PairingPage:
    """What a screen shows that is no wall yet. code: none when it has none that works."""

    template: ClassVar[str] = "screens/pairing.html"
    code: of.Plain[str | None]
    expires_at: of.Plain[datetime | None]
