"""What a route requires before its handler runs. Each line of the route table names exactly one guard.

A guard hands the handler what it needs (an actor, a session, a screen) or raises the refusal. It learns everything from the cookie or
the bearer token and the route's own hub: nothing the request says about itself is believed. Composition puts into app.state:
`database`, `settings`, and `clock`, a callable that says what time it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, Concatenate, ParamSpec, TypeVar

from starlette.requests import HTTPConnection

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action
from board.domain.refusals import NotHere, NotSignedIn, ScreenElsewhere, ScreenNotPaired
from board.domain.screens import Screen
from board.domain.sessions import Session, Standing
from board.queries.screens import screen_of_key
from board.queries.sessions import actor_in, session_of_token
from board.queries.tokens import actor_of_token
from board.store.doors import access_contact, must
from board.store.engine import Database, Tx
from board.store.lists.doors import access_list
from board.store.look_ups import must_not_wait
from board.store.readings import log_reading
from board.store.sitting import must_sit

SESSION, WALL, PAIRING = "session", "wall", "pairing"
CONTACTS = ("ref", "other")
"""Parts of a path that name a contact."""
READS = frozenset({"GET", "HEAD"})
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Guard:
    """kind: one word for the table of routes. sentence: who comes in, and for public routes why anybody may.

    admit: what it asks of a request; none when it asks nothing.
    """

    kind: str
    sentence: str
    admit: Callable[[HTTPConnection], Awaitable[Any]] | None = None
    action: Action | None = None


def public(why: str) -> Guard:
    """Anybody may come, for this reason. The handler gets the request alone."""
    return Guard("public", why)


def at_socket(why: str) -> Guard:
    """A socket, whose handler checks at connect, at reconnect and again with each event of a session or seat."""
    return Guard("socket", why)


def seated(action: Action, *, reading: str | None = None) -> Guard:
    """Somebody with a seat in the hub of the path that allows this action. The handler gets an Actor.

    reading: code of the reason under which seeing the whole page is logged, before its first byte, on GET.
    """

    async def admit(conn: HTTPConnection) -> Actor:
        actor = await _actor(conn)
        must(actor, action)
        await _log(conn, actor, reading)
        return actor

    return Guard("seated", PERMISSIONS[action].sentence, admit, action)


def contact(action: Action, *, reading: str = "worked") -> Guard:
    """Somebody who may do this to the contact of the path. The handler gets an Actor; conn.state.contact is the contact.

    On GET the reading is logged before the first byte. Missing, of another hub and restricted to others answer alike.
    """

    async def admit(conn: HTTPConnection) -> Actor:
        actor = await _actor(conn)
        if "\x00" in conn.path_params["ref"]:  # what no database can hold names nothing
            raise NotHere
        conn.state.contact = await open_contact(conn, actor, action, reading if reads(conn) else None)
        return actor

    return Guard("contact", PERMISSIONS[action].sentence, admit, action)


def uploaded(action: Action, *, reading: str | None = None) -> Guard:
    """Somebody who has the uploaded list of the path, or may take it over. The handler gets an Actor; conn.state.list is the list.

    reading: as in `seated`, once the list is known to be theirs. A missing list and that of another person answer alike.
    """

    async def admit(conn: HTTPConnection) -> Actor:
        actor = await _actor(conn)
        async with database(conn).connection() as db:
            conn.state.list = await access_list(db, actor, conn.path_params["list"], action)
        await _log(conn, actor, reading)
        return actor

    return Guard("uploaded", PERMISSIONS[action].sentence, admit, action)


def bearer(action: Action, *, reading: str | None = None) -> Guard:
    """A service person whose token is in the Authorization header and whose seat allows this. The handler gets an Actor.

    reading: as in `seated`.
    """

    async def admit(conn: HTTPConnection) -> Actor:
        actor = await _service(conn)
        must(actor, action)
        await _log(conn, actor, reading)
        return actor

    return Guard("bearer", PERMISSIONS[action].sentence, admit, action)


def bearer_contact(action: Action, *, reading: str = "api") -> Guard:
    """A service person who may do this to the contact of the path, as in `contact`."""

    async def admit(conn: HTTPConnection) -> Actor:
        actor = await _service(conn)
        conn.state.contact = await open_contact(conn, actor, action, reading if reads(conn) else None)
        return actor

    return Guard("bearer_contact", PERMISSIONS[action].sentence, admit, action)


def _session_guard(kind: str, sentence: str, *standing: Standing) -> Guard:
    async def admit(conn: HTTPConnection) -> Session:
        async with database(conn).connection() as db:
            session = await session_of_token(db, cookie(conn, SESSION), now(conn), standing=standing)
        conn.state.session = session
        return session

    return Guard(kind, sentence, admit)


async def screen_of(conn: HTTPConnection) -> Screen:
    """The wall that asks, if its key is good and it stands where it may. Raises ScreenNotPaired, ScreenElsewhere.

    Where composition put `turned_away` into app.state, that is told of a key that was tried from elsewhere.
    """
    async with database(conn).connection() as db:
        screen = await screen_of_key(db, cookie(conn, WALL))
    if screen is None:
        raise ScreenNotPaired
    if not screen.may_be_at(conn.client.host if conn.client else None):
        tell: Callable[[HTTPConnection, Screen], Awaitable[None]] | None = getattr(
            conn.app.state, "turned_away", None
        )
        if tell is not None:
            await tell(conn, screen)
        raise ScreenElsewhere
    return screen


signed_in = _session_guard("signed_in", "Somebody signed in, whichever hubs they sit in.", "open")
half_signed_in = _session_guard(
    "half_signed_in", "Somebody whose password was right and who owes the second factor.", "half"
)
at_lock = _session_guard("at_lock", "Somebody signed in, whose screen may be locked.", "open", "locked")
leaving = _session_guard(
    "leaving", "Somebody who wants out, however far they came in.", "half", "open", "locked"
)
screen = Guard("screen", "A wall that was paired and not withdrawn since, where it may be used.", screen_of)
pairing = Guard(
    "pairing",
    "A screen that wants to become a wall: it sees nothing but its own code until a manager types it.",
)


async def _notify(conn: HTTPConnection) -> None:
    token = conn.app.state.settings.notify_callback_token
    scheme, _, given = conn.headers.get("authorization", "").partition(" ")
    same = compare_digest(given.strip().encode(), (token or "").encode())
    if not token or scheme.lower() != "bearer" or not same:
        raise NotSignedIn


notify = Guard("notify", "GOV.UK Notify, by the token it was given for its receipts.", _notify)


async def _actor(conn: HTTPConnection) -> Actor:
    moment = now(conn)
    async with database(conn).connection() as db:
        session = conn.state.session = await session_of_token(db, cookie(conn, SESSION), moment)
        actor = conn.state.actor = actor_in(session, str(conn.path_params["hub"]))
        if looks_up(conn):
            await must_not_wait(db, actor, named(conn), now=now(conn))
    return actor


async def _service(conn: HTTPConnection) -> Actor:
    scheme, _, token = conn.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    async with database(conn).connection() as db:
        actor = conn.state.actor = await actor_of_token(db, token.strip())
        if looks_up(conn):
            await must_not_wait(db, actor, named(conn), now=now(conn))
    return actor


def looks_up(conn: HTTPConnection) -> bool:
    """Whether the path names more than the hub."""
    return bool(conn.path_params.keys() - {"hub"})


def named(conn: HTTPConnection) -> list[str]:
    """The contacts that the path names, by what stands there."""
    return [str(conn.path_params[name]) for name in CONTACTS if name in conn.path_params]


async def _log(conn: HTTPConnection, actor: Actor, reading: str | None) -> None:
    if reading and reads(conn):
        async with database(conn).transaction() as tx:
            await log_reading(tx.conn, actor, None, template(conn), reading, now(conn))


async def open_contact(conn: HTTPConnection, actor: Actor, action: Action, reading: str | None) -> Contact:
    """The contact of the path, through its door; reading: code of the reason under which this is logged. Raises NotAllowed, NotHere."""
    async with database(conn).transaction() as tx:
        found = await access_contact(tx.conn, actor, ref_of(conn), action, now=now(conn))
        if reading:
            await log_reading(tx.conn, actor, found.contact_id, template(conn), reading, now(conn))
    return found


def database(conn: HTTPConnection) -> Database:
    found = conn.app.state.database
    assert isinstance(found, Database)
    return found


async def transact(
    conn: HTTPConnection,
    verb: Callable[Concatenate[Tx, P], Awaitable[T]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[T, int | None]:
    """Call a command in a transaction of its own. Pages and the API open none by hand (tests/house/test_rooms.py).

    Returns the command's result and the number of the last event it recorded, none where it recorded none. Raises its refusals, and
    NoLongerIn where the actor's seat was ended since the guard let them in.
    """
    actor: Actor | None = getattr(conn.state, "actor", None)
    try:
        async with database(conn).transaction() as tx:
            if actor is not None:
                await must_sit(tx.conn, actor)
            result = await verb(tx, *args, **kwargs)
    except NotHere:
        conn.state.missed = (
            True  # board/looking.py counts it, also where the handler answers in words of its own
        )
        raise
    return result, tx.seq


def now(conn: HTTPConnection) -> datetime:
    moment = conn.app.state.clock()
    assert isinstance(moment, datetime)
    return moment


def reads(conn: HTTPConnection) -> bool:
    """Whether this is a request that only looks."""
    return conn.scope["type"] == "http" and conn.scope["method"] in READS


def ref_of(conn: HTTPConnection) -> str:
    """The reference in the path, as the board writes it."""
    return str(conn.path_params["ref"]).upper()


def template(conn: HTTPConnection) -> str:
    """The route's template, never the address itself."""
    return str(conn.scope.get("board.route", ""))


def cookie_name(conn: HTTPConnection, name: str) -> str:
    """__Host- where cookies travel over HTTPS alone: no other host or path, and no plain connection, can have set it."""
    return f"__Host-{name}" if conn.app.state.settings.secure_cookies else name


def cookie(conn: HTTPConnection, name: str) -> str | None:
    return conn.cookies.get(cookie_name(conn, name))
