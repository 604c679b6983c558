"""A session's life once it is open: used, locked, unlocked, ended. Ending and locking close its sockets by their events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import text

from board.commands.home_hubs import must_be_home
from board.commands.record import note
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.domain.sessions import Session
from board.store.doors import must
from board.store.engine import Tx
from board.store.sessions import all_sessions

HOUSE = 0
Why = Literal["signed_out", "expired", "ended_by_manager", "person_left", "too_many_codes"]
SEEN_EVERY = timedelta(minutes=1)

_SEEN = text(
    "update sessions set seen_at = :now where session_id = :session_id and ended_at is null and locked_at is null and seen_at < :before"
)
_LOCK = text(
    "update sessions set locked_at = :now where session_id = any(:ids) and ended_at is null and locked_at is null "
    "and second_factor_at is not null and seen_at <= :unused_since returning session_id, person_id"
)
_UNLOCK = text(
    "update sessions set locked_at = null, seen_at = :now where session_id = :session_id and ended_at is null "
    "and second_factor_at is not null returning session_id"
)
_END = text(
    "update sessions set ended_at = :now, ended_why = :why where session_id = any(:ids) and ended_at is null "
    "returning session_id, person_id"
)
_OPEN_OF = text(
    "select session_id from sessions where person_id = :person_id and ended_at is null order by session_id"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """changed: whether anything did; doing it twice is silence. sessions: which."""

    changed: bool
    sessions: tuple[UUID, ...] = ()


async def touch(tx: Tx, session_id: UUID, *, now: datetime) -> None:
    """The person did something. Written at most once a minute; no event, since it is no change anybody sees."""
    await tx.conn.execute(_SEEN, {"session_id": session_id, "now": now, "before": now - SEEN_EVERY})


async def lock_session(tx: Tx, session: Session, *, now: datetime) -> Outcome:
    """Hide the board until the password is typed."""
    return await _lock(tx, [session.session_id], actor_id=session.person_id, now=now, unused_since=now)


async def unlock_session(tx: Tx, session: Session, *, now: datetime) -> Outcome:
    """The password was right again. Raises NotHere when the session was ended meanwhile."""
    if (await tx.conn.execute(_UNLOCK, {"session_id": session.session_id, "now": now})).one_or_none() is None:
        raise NotHere
    note(tx, HOUSE, "session_unlocked", session.person_id, {"session": str(session.session_id)}, now=now)
    return Outcome(True, (session.session_id,))


async def end_session(
    tx: Tx, session: Session, session_id: UUID, why: Why = "signed_out", *, now: datetime
) -> Outcome:
    """End one of one's own sessions; somebody else's is not there. Its sockets close within a second."""
    own = (await tx.conn.execute(_OPEN_OF, {"person_id": session.person_id})).scalars().all()
    return await _end(tx, [s for s in own if s == session_id], why, actor_id=session.person_id, now=now)


async def end_other_sessions(tx: Tx, session: Session, *, now: datetime) -> Outcome:
    """End all of one's own sessions but this one."""
    own = (await tx.conn.execute(_OPEN_OF, {"person_id": session.person_id})).scalars().all()
    others = [s for s in own if s != session.session_id]
    return await _end(tx, others, "signed_out", actor_id=session.person_id, now=now)


async def end_sessions_of(tx: Tx, actor: Actor, person_id: int, *, now: datetime) -> Outcome:
    """A manager of the person's home hub ends every session of theirs, in all hubs. Another hub can end its own seat of the person.

    Raises NotAllowed, NotHere, KeptByHomeHub. Locks: the person.
    """
    must(actor, Action.END_SESSIONS)
    await must_be_home(tx, actor, person_id)
    ids = (await tx.conn.execute(_OPEN_OF, {"person_id": person_id})).scalars().all()
    return await _end(tx, ids, "ended_by_manager", actor_id=actor.person_id, now=now)


async def end_all_sessions(
    tx: Tx, person_id: int, why: Why, *, by: int | None = None, now: datetime
) -> Outcome:
    """End every session of somebody who left, or whose phone is lost. by: none from the command line."""
    ids = (await tx.conn.execute(_OPEN_OF, {"person_id": person_id})).scalars().all()
    return await _end(tx, ids, why, actor_id=by, now=now)


async def tidy_sessions(tx: Tx, *, now: datetime) -> Outcome:
    """Write down what time alone has done: idle sessions lock, old ones end. The guards hold to it without being told."""
    sessions = await all_sessions(tx.conn, now)
    by_standing: dict[str, list[UUID]] = {"locked": [], "expired": []}
    for session in sessions:
        by_standing.setdefault(session.standing(now), []).append(session.session_id)
    # Somebody who comes back in this moment stays in: what was read as idle must still be so when it is locked.
    idle = min((session.idle for session in sessions), default=timedelta())
    locked = await _lock(tx, by_standing["locked"], actor_id=None, now=now, unused_since=now - idle)
    ended = await _end(tx, by_standing["expired"], "expired", actor_id=None, now=now)
    return Outcome(locked.changed or ended.changed, (*locked.sessions, *ended.sessions))


async def _lock(
    tx: Tx, ids: Iterable[UUID], *, actor_id: int | None, now: datetime, unused_since: datetime
) -> Outcome:
    rows = (await tx.conn.execute(_LOCK, {"ids": list(ids), "now": now, "unused_since": unused_since})).all()
    for row in rows:
        note(tx, HOUSE, "session_locked", actor_id, _body(row.session_id, row.person_id), now=now)
    return Outcome(bool(rows), tuple(row.session_id for row in rows))


async def _end(tx: Tx, ids: Iterable[UUID], why: Why, *, actor_id: int | None, now: datetime) -> Outcome:
    rows = (await tx.conn.execute(_END, {"ids": list(ids), "why": why, "now": now})).all()
    for row in rows:
        body = {**_body(row.session_id, row.person_id), "why": why}
        note(tx, HOUSE, "session_ended", actor_id, body, now=now)
    return Outcome(bool(rows), tuple(row.session_id for row in rows))


def _body(session_id: UUID, person_id: int) -> Body:
    return {"session": str(session_id), "person": person_id}
