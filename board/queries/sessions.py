"""Who is behind a cookie."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.domain.refusals import NotHere, NotSignedIn, SessionLocked
from board.domain.sessions import Session, Standing
from board.secrets import token_hash
from board.store.sessions import session_of, sessions_of

__all__ = ["actor_in", "actor_of_session", "session_of_token", "sessions_of"]


async def session_of_token(
    conn: AsyncConnection, token: str | None, now: datetime, *, standing: tuple[Standing, ...] = ("open",)
) -> Session:
    """The session of this cookie, if it stands as wanted. Raises NotSignedIn, SessionLocked."""
    session = await session_of(conn, token_hash(token), now) if token else None
    if session is None:
        raise NotSignedIn
    stands = session.standing(now)
    if stands in standing:
        return session
    raise SessionLocked if stands == "locked" else NotSignedIn


async def actor_of_session(conn: AsyncConnection, token: str | None, hub_key: str, now: datetime) -> Actor:
    """Who is acting in this hub with this cookie, for pages and sockets alike.

    Raises NotSignedIn, SessionLocked, and NotHere for a hub that is not there or not theirs: the same answer.
    """
    return actor_in(await session_of_token(conn, token, now), hub_key)


def actor_in(session: Session, hub_key: str) -> Actor:
    """Who this session is in this hub. Raises NotHere for a hub that is not there or not theirs."""
    actor = session.actor(hub_key)
    if actor is None:
        raise NotHere
    return actor
