"""Coming in: tries are counted before they are judged, a password opens half a session, the second factor the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.record import note
from board.domain.policy import SignInLimits
from board.domain.refusals import TooManyAttempts, WrongCode
from board.domain.sessions import Session
from board.store.engine import Tx

HOUSE = 0
_ALONE = text("select pg_advisory_xact_lock(key) from unnest(cast(:keys as bigint[])) as key")
_TRIES = text(
    "select count(*) filter (where who_digest = :who) as by_name, count(*) filter (where from_digest = :address) as by_address, "
    "       min(at) filter (where who_digest = :who) as first_by_name, min(at) filter (where from_digest = :address) as first_by_address "
    "from sign_in_attempts where at > :since and (who_digest = :who or from_digest = :address)"
)
_COUNT = text("insert into sign_in_attempts (at, who_digest, from_digest) values (:now, :who, :address)")
_FORGET = text("delete from sign_in_attempts where who_digest = :who")
_SWEEP = text("delete from sign_in_attempts where at < :before")
_OPEN = text(
    "insert into sessions (session_id, person_id, token_hash, created_at, seen_at) "
    "values (:session_id, :person_id, :token_hash, :now, :now)"
)
# The step only ever grows: of two requests with the same code one finds no row.
_STEP = text(
    "update people set totp_last_step = :step where person_id = :person_id "
    "and (totp_last_step is null or totp_last_step < :step) returning person_id"
)
_SPEND = text(
    "update recovery_codes set used_at = :now where person_id = :person_id and code_hash = any(:hashes) and used_at is null "
    "returning person_id"
)
_COMPLETE = text(
    "update sessions set token_hash = :token_hash, second_factor_at = :now, seen_at = :now "
    "where session_id = :session_id and ended_at is null and second_factor_at is null returning session_id"
)


async def count_try(tx: Tx, who: bytes, address: bytes, limits: SignInLimits, *, now: datetime) -> None:
    """Count a try for this name and from this address before it is judged, so that a hundred at once are a hundred.

    A right one is forgotten again. Raises TooManyAttempts, and then counts nothing: waiting always ends.
    """
    # Both digests, in one order everywhere: two tries for one name, or from one address, are counted one after the other.
    keys = sorted(int.from_bytes(digest[:8], signed=True) for digest in (who, address))
    await tx.conn.execute(_ALONE, {"keys": keys})
    window = timedelta(minutes=limits.window_minutes)
    facts = {"who": who, "address": address, "since": now - window}
    tries = (await tx.conn.execute(_TRIES, facts)).one()
    waits = [
        first + window
        for count, limit, first in (
            (tries.by_name, limits.tries_per_name, tries.first_by_name),
            (tries.by_address, limits.tries_per_address, tries.first_by_address),
        )
        if count >= limit
    ]
    if waits:
        raise TooManyAttempts(minutes=max(1, ceil((max(waits) - now) / timedelta(minutes=1))))
    await tx.conn.execute(_COUNT, {"now": now, "who": who, "address": address})


async def refuse_sign_in(tx: Tx, person_id: int | None, why: str, *, now: datetime) -> None:
    """Record that a try was wrong; it stays counted. person_id: whose name it was, if anybody's. why: password or code."""
    note(tx, HOUSE, "sign_in_refused", None, {"person": person_id, "why": why}, now=now)


async def open_session(tx: Tx, person_id: int, who: bytes, token_hash: bytes, *, now: datetime) -> UUID:
    """The password was right: half a session, which opens nothing until the second factor was right too."""
    session_id = uuid4()
    await tx.conn.execute(_FORGET, {"who": who})
    await tx.conn.execute(
        _OPEN, {"session_id": session_id, "person_id": person_id, "token_hash": token_hash, "now": now}
    )
    return session_id


async def accept_code(tx: Tx, session: Session, step: int, *, now: datetime) -> None:
    """Take an authenticator code of this step; each works once. Raises WrongCode when it was used already."""
    taken = await tx.conn.execute(_STEP, {"person_id": session.person_id, "step": step})
    if taken.one_or_none() is None:
        raise WrongCode


async def spend_recovery_code(tx: Tx, session: Session, hashes: Sequence[bytes], *, now: datetime) -> None:
    """Take a recovery code, by its hash under each key still accepted. Raises WrongCode when it is not theirs, or spent."""
    facts = {"person_id": session.person_id, "hashes": list(hashes), "now": now}
    if (await tx.conn.execute(_SPEND, facts)).first() is None:
        raise WrongCode


async def complete_sign_in(
    tx: Tx, session: Session, who: bytes, token_hash: bytes, *, factor: str, now: datetime
) -> None:
    """The second factor was right: the session is whole, under a new token, so that one planted before is worth nothing.

    factor: app or recovery_code. Raises WrongCode when the session was completed or ended meanwhile.
    """
    facts = {"session_id": session.session_id, "token_hash": token_hash, "now": now}
    if (await tx.conn.execute(_COMPLETE, facts)).one_or_none() is None:
        raise WrongCode
    await tx.conn.execute(_FORGET, {"who": who})
    body = {"session": str(session.session_id), "factor": factor}
    note(tx, HOUSE, "signed_in", session.person_id, body, now=now)


async def forget_tries(tx: Tx, who: bytes) -> None:
    """A right try counts for nothing."""
    await tx.conn.execute(_FORGET, {"who": who})


async def sweep_tries(tx: Tx, *, now: datetime) -> None:
    """Tries of more than a day ago limit nobody."""
    await tx.conn.execute(_SWEEP, {"before": now - timedelta(days=1)})
