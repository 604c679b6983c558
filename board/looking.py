"""Look-ups, slowed and seen: around every request, what is not there for its sender is counted, and many at once are taken in turn."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from hashlib import sha256
from typing import Final
from weakref import WeakValueDictionary

from starlette.requests import HTTPConnection

from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.domain.sessions import Session
from board.guards import SESSION, cookie, database, looks_up, named, now, template
from board.store.look_ups import log_failed_look_up, must_not_wait
from board.store.sitting import NoLongerIn

AT_ONCE: Final = 4
_turns: Final[WeakValueDictionary[bytes, Semaphore]] = WeakValueDictionary()


@asynccontextmanager
async def looking_up(conn: HTTPConnection) -> AsyncIterator[None]:
    """Around everything that answers a request: where there is nothing, a failed look-up is kept, whatever words the answer has.

    A few look-ups of one sign-in or token at once, the others after them: each is judged by those before it. People who are not signed
    in look nothing up, and never wait for each other.
    """
    who = conn.headers.get("authorization") or cookie(conn, SESSION)
    async with _turn(who) if who and looks_up(conn) else nullcontext():
        try:
            yield
        except NotHere:
            await found_nothing(conn)
            raise
        except NoLongerIn as out:
            conn.state.actor = None  # around the answer stands nothing of the hub
            raise out.refusal from None
        if getattr(conn.state, "missed", False):
            await found_nothing(conn)


async def must_be_let_look(conn: HTTPConnection, actor: Actor, asked: str | None = None) -> None:
    """Before the body's own question is answered. asked: a contact that it names; none: words to find by. Raises TooManyLookUps."""
    conn.state.asked = asked
    async with database(conn).connection() as db:
        await must_not_wait(db, actor, [asked] if asked else (), now=now(conn))


async def found_nothing(conn: HTTPConnection, asked: str | None = None) -> None:
    """Keep that this request looked for what is not there for its sender. asked: the thing looked for, if the path does not say it."""
    session: Session | None = getattr(conn.state, "session", None)
    actor: Actor | None = getattr(conn.state, "actor", None)
    if actor is None and session is not None and session.places:  # a hub that is not theirs
        actor = session.actor(session.places[0].hub_key)
    if actor is not None:
        asked = asked or getattr(conn.state, "asked", None)
        names = [asked] if asked else named(conn)
        async with database(conn).transaction() as tx:
            await log_failed_look_up(tx.conn, actor, template(conn), names, now=now(conn))


def _turn(who: str) -> Semaphore:
    return _turns.setdefault(sha256(who.encode()).digest(), Semaphore(AT_ONCE))
