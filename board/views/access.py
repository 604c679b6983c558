"""What the pages of coming in show: sign-in, the lock, one's own sessions, the hub's people and its screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody made up to sign in as, with the code their authenticator app would show. Never a real person."""

    name: str
    role: str
    email: str
    password: str
    code: str | None


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form for address and password. next: where to go afterwards, a path of this board. email: what was typed."""

    template: ClassVar[str] = "sign_in/sign_in.html"
    next: str
    email: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    invented: tuple[InventedPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class CodePage:
    """The form for the second factor. code: shown for invented people alone."""

    template: ClassVar[str] = "sign_in/code.html"
    next: str
    code: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EnrolPage:
    """Setting up an authenticator app. seed: in fours, for those who cannot scan."""

    template: ClassVar[str] = "sign_in/second_factor.html"
    next: str
    seed: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodesPage:
    """Recovery codes, shown this once."""

    template: ClassVar[str] = "sign_in/recovery_codes.html"
    next: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LockedPage:
    """The lock: nothing of the board is on it."""

    template: ClassVar[str] = "sign_in/locked.html"
    next: str
    name: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of one's own sessions. this: the one that is looking."""

    session_id: UUID
    created_at: datetime
    seen_at: datetime
    this: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class MePage:
    """One's own sessions, password and recovery codes."""

    template: ClassVar[str] = "sign_in/me.html"
    sessions: tuple[SessionRow, ...]
    codes_left: int
    errors: dict[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody with a seat in the hub. sessions: how many they have open."""

    person_id: int
    name: str
    roles: tuple[str, ...]
    agency: str
    sessions: int


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who sits in this hub, for a manager who must end somebody's sessions."""

    template: ClassVar[str] = "sign_in/people.html"
    hub_key: str
    people: tuple[PersonRow, ...]


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """An enrolled wall. drawn_at: when it last said that it had drawn. distance, panel, networks: as a manager would type them."""

    screen_id: int
    name: str
    paired_at: datetime
    paired_by: str
    drawn_at: datetime | None
    dark_since: datetime | None
    distance: str = ""
    panel: str = ""
    networks: str = ""
    elsewhere_at: datetime | None = None
    seen_to_by: str | None = None


@dataclass(frozen=True, slots=True)
class ScreensPage:
    """The hub's walls, and the form that pairs another. code, name: what was typed there.

    changing: the screen whose form was not taken, as typed. usual: what the policy says of distance and panel, as the fields' hints.
    visit_until: walls show counts alone until then; none when there are no visitors.
    """

    template: ClassVar[str] = "screens/screens.html"
    hub_key: str
    screens: tuple[ScreenRow, ...]
    code: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    changing: ScreenRow | None = None
    usual: tuple[str, str] = ("", "")
    visit_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PairingPage:
    """What a screen shows that is no wall yet. code: none when it has none that works."""

    template: ClassVar[str] = "screens/pairing.html"
    code: str | None
    expires_at: datetime | None
