"""Proving who somebody is: every try is counted first, judged outside any transaction, and what was wrong is recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.requests import Request

from board.commands.people import set_second_factor
from board.commands.sessions import end_session
from board.commands.sign_in import (
    accept_code,
    complete_sign_in,
    count_try,
    forget_tries,
    refuse_sign_in,
    spend_recovery_code,
)
from board.domain.refusals import TooManyAttempts, WrongCode, WrongPassword
from board.domain.sessions import Session
from board.guards import database, now, transact
from board.queries.people import Credentials, credentials_of, credentials_of_name, sign_in_limits
from board.secrets import Passwords, Secrets, new_code, new_token, token_hash, totp_step, typed_code
from board.store.engine import Tx

log = structlog.get_logger("board.web")
RECOVERY_LETTERS = 12
RECOVERY_CODES = 10


def secrets_of(request: Request) -> Secrets:
    found = request.app.state.secrets
    assert isinstance(found, Secrets)
    return found


def passwords_of(request: Request) -> Passwords:
    found = request.app.state.passwords
    assert isinstance(found, Passwords)
    return found


async def prove_password(request: Request, email: str, password: str) -> Credentials:
    """Whose address and password these are. Raises TooManyAttempts, WrongPassword; unknown names cost as much as known ones."""
    who = name_digest(request, email)
    await _count(request, who)
    async with database(request).connection() as conn:
        person = await credentials_of_name(conn, email.strip())
    if await passwords_of(request).right(person.password_hash if person else None, password) and person:
        await transact(request, forget_tries, who)
        return person
    person_id = person.person_id if person else None
    await transact(request, refuse_sign_in, person_id, "password", now=now(request))
    raise WrongPassword


async def prove_code(request: Request, session: Session, typed: str) -> str:
    """Complete the sign-in with an authenticator code or a recovery code. Returns the cookie's new token.

    Raises TooManyAttempts, and then the half session is over; WrongCode.
    """
    async with _counted(request, session):
        async with database(request).connection() as conn:
            person = await credentials_of(conn, session.person_id)
        seed = secrets_of(request).unseal(person.sealed_seed) if person and person.sealed_seed else None
        if seed is None:
            log.error("authenticator seed cannot be read", person=session.person_id)
        step = totp_step(seed, typed, now(request), person.last_step) if seed and person else None
        token = new_token()
        await transact(request, _accept, request, session, token, step, typed)
    return token


async def enrol(request: Request, session: Session, typed: str) -> tuple[str, tuple[str, ...]]:
    """Set the authenticator app whose code this is, and complete the sign-in. Returns the cookie's new token and the recovery
    codes, to be shown this once. Raises TooManyAttempts, WrongCode.
    """
    secrets = secrets_of(request)
    async with _counted(request, session):
        seed = secrets.seed_for(str(session.session_id))
        step = totp_step(seed, typed, now(request), None)
        if step is None:
            raise WrongCode
        token, codes = new_token(), new_recovery_codes()
        await transact(request, _enrolled, request, session, token, secrets.seal(seed), step, codes)
    return token, codes


def new_recovery_codes() -> tuple[str, ...]:
    return tuple(new_code(RECOVERY_LETTERS) for _ in range(RECOVERY_CODES))


def hashed(secrets: Secrets, codes: tuple[str, ...]) -> list[bytes]:
    """What is stored of recovery codes."""
    return [secrets.digest("recovery code", typed_code(code)) for code in codes]


def name_digest(request: Request, email: str) -> bytes:
    return secrets_of(request).digest("sign-in name", email.strip().lower())


def _second_factor_digest(request: Request, session: Session) -> bytes:
    return secrets_of(request).digest("second factor", str(session.person_id))


async def _accept(
    tx: Tx, request: Request, session: Session, token: str, step: int | None, typed: str
) -> None:
    if step is not None:
        await accept_code(tx, session, step, now=now(request))
        await _complete(tx, request, session, token, "app")
        return
    code = typed_code(typed)
    if len(code) != RECOVERY_LETTERS:
        raise WrongCode
    digests = secrets_of(request).digests("recovery code", code)
    await spend_recovery_code(tx, session, digests, now=now(request))
    await _complete(tx, request, session, token, "recovery_code")


async def _enrolled(
    tx: Tx, request: Request, session: Session, token: str, seed: str, step: int, codes: tuple[str, ...]
) -> None:
    hashes = hashed(secrets_of(request), codes)
    await set_second_factor(tx, session.person_id, seed, step, hashes, now=now(request))
    await _complete(tx, request, session, token, "app")


async def _complete(tx: Tx, request: Request, session: Session, token: str, factor: str) -> None:
    who = _second_factor_digest(request, session)
    await complete_sign_in(tx, session, who, token_hash(token), factor=factor, now=now(request))


async def _count(request: Request, who: bytes) -> None:
    host = request.client.host if request.client else ""
    address = secrets_of(request).digest("network address", host)
    async with database(request).connection() as conn:
        limits = await sign_in_limits(conn, now(request))
    await transact(request, count_try, who, address, limits, now=now(request))


@asynccontextmanager
async def _counted(request: Request, session: Session) -> AsyncIterator[None]:
    """Count a code before it is judged; a wrong one is recorded, one too many ends the half session."""
    moment = now(request)
    try:
        await _count(request, _second_factor_digest(request, session))
        yield
    except WrongCode:
        await transact(request, refuse_sign_in, session.person_id, "code", now=moment)
        raise
    except TooManyAttempts:
        await transact(request, end_session, session, session.session_id, "too_many_codes", now=moment)
        raise
