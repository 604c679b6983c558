"""One's own sessions, password and recovery codes; and a manager's page to end somebody else's sessions."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.introductions import end_introduction
from board.commands.people import change_password, replace_recovery_codes
from board.commands.sessions import end_other_sessions, end_session, end_sessions_of, lock_session
from board.domain.people import Actor
from board.domain.refusals import BadInput, Refusal, TooManyAttempts, WeakPassword, WrongPassword
from board.domain.sessions import Session
from board.guards import database, now, transact
from board.queries.people import recovery_codes_left
from board.queries.sessions import sessions_of
from board.secrets import weakness
from board.store.engine import Tx
from board.views.access import MePage, SessionRow
from board.web.forms import fields, safe_next
from board.web.proving import hashed, new_recovery_codes, passwords_of, prove_password, secrets_of
from board.web.shell import drawn

LONGEST = 2000


async def seen(request: Request, session: Session) -> Response:
    """POST /session/seen: the person moved. The table of routes has noted it already, as for every form sent."""
    return Response(status_code=204)


async def lock(request: Request, session: Session) -> Response:
    """POST /session/lock: hide the board on every page of this session."""
    await transact(request, lock_session, session, now=now(request))
    return RedirectResponse("/locked", 303)


async def me_page(request: Request, session: Session) -> Response:
    """GET /people/me"""
    return await _me(request, session)


async def change_my_password(request: Request, session: Session) -> Response:
    """POST /people/me/password: a new one, for the old one; every other session of theirs is over."""
    form = await fields(request, "current", "new", longest=LONGEST)
    try:
        await _prove(request, session, form["current"], "current")
        if problem := weakness(form["new"], (session.name, session.email)):
            raise WeakPassword({"new": problem}, problem=problem)
    except Refusal as refusal:
        return await _me(request, session, refusal=refusal)
    password_hash = await passwords_of(request).hash(form["new"])
    await transact(request, _change_password, session, password_hash, now=now(request))
    return RedirectResponse("/people/me", 303)


async def _change_password(tx: Tx, session: Session, password_hash: str, *, now: datetime) -> None:
    await change_password(tx, session.person_id, password_hash, by=session.person_id, now=now)
    await end_other_sessions(tx, session, now=now)


async def new_codes(request: Request, session: Session) -> Response:
    """POST /people/me/recovery-codes: ten new ones, for the password, shown this once."""
    form = await fields(request, "codes_password", longest=LONGEST)
    try:
        await _prove(request, session, form["codes_password"], "codes_password")
    except Refusal as refusal:
        return await _me(request, session, refusal=refusal)
    codes = new_recovery_codes()
    hashes = hashed(secrets_of(request), codes)
    await transact(request, replace_recovery_codes, session.person_id, hashes, now=now(request))
    return await _me(request, session, codes=codes)


async def end_mine(request: Request, session: Session) -> Response:
    """POST /people/me/sessions/{session}/end"""
    await transact(request, end_session, session, request.path_params["session"], now=now(request))
    return RedirectResponse("/people/me", 303)


async def end_others_of_mine(request: Request, session: Session) -> Response:
    """POST /people/me/sessions/end: every session of mine but this one."""
    await transact(request, end_other_sessions, session, now=now(request))
    return RedirectResponse("/people/me", 303)


async def end_my_introduction(request: Request, session: Session) -> Response:
    """POST /people/me/introduction/end: the desk explains itself to this person no more."""
    form = await fields(request, "next", longest=200)
    await transact(request, end_introduction, session.person_id, now=now(request))
    return RedirectResponse(safe_next(form["next"]), 303)


async def end_theirs(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/{person}/end-sessions"""
    await transact(request, end_sessions_of, actor, request.path_params["person"], now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/people", 303)


async def _prove(request: Request, session: Session, password: str, field: str) -> None:
    """Raises BadInput or TooManyAttempts, naming the field."""
    try:
        await prove_password(request, session.email, password)
    except WrongPassword:
        raise BadInput({field: "This is not your password now."}) from None
    except TooManyAttempts as refusal:
        refusal.errors[field] = refusal.sentence
        raise


async def _me(
    request: Request, session: Session, *, codes: tuple[str, ...] = (), refusal: Refusal | None = None
) -> Response:
    moment = now(request)
    async with database(request).connection() as conn:
        open_now = await sessions_of(conn, session.person_id, moment)
        left = await recovery_codes_left(conn, session.person_id)
    rows = tuple(_row(one, session, moment) for one in open_now)
    view = MePage(rows, left, refusal.errors if refusal else {}, codes)
    return drawn(request, view, "Your account", here="me", refusal=refusal)


def _row(one: Session, mine: Session, moment: datetime) -> SessionRow:
    this, is_locked = one.session_id == mine.session_id, one.standing(moment) == "locked"
    return SessionRow(one.session_id, one.created_at, one.seen_at, this, is_locked)
