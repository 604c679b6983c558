"""Coming in and going out: password, second factor, its setting up, and the lock."""

from __future__ import annotations

import io
from urllib.parse import quote

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board.commands.sessions import end_session, unlock_session
from board.commands.sign_in import open_session
from board.domain.refusals import Refusal, TooManyAttempts, WrongCode, WrongPassword
from board.domain.sessions import Session
from board.guards import SESSION, cookie, database, now, transact
from board.secrets import enrolment_uri, new_token, token_hash
from board.store.sessions import session_of
from board.views.access import CodePage, CodesPage, EnrolPage, LockedPage, SignInPage
from board.web.answers import is_click
from board.web.cookies import drop, give
from board.web.forms import fields, safe_next
from board.web.invented import invented_code, invented_people
from board.web.proving import enrol, name_digest, prove_code, prove_password, secrets_of
from board.web.shell import drawn

LONGEST = 1000


async def sign_in_page(request: Request) -> Response:
    """GET /sign-in"""
    return await _sign_in_form(request, safe_next(request.query_params.get("next", "")))


async def sign_in(request: Request) -> Response:
    """POST /sign-in: the password opens half a session, under a token nobody knew before."""
    form = await fields(request, "email", "password", "next", longest=LONGEST)
    then = safe_next(form["next"])
    try:
        person = await prove_password(request, form["email"], form["password"])
    except (WrongPassword, TooManyAttempts) as refusal:
        return await _sign_in_form(request, then, form["email"], refusal)
    token = new_token()
    await _end_session_of_cookie(request)
    who = name_digest(request, form["email"])
    await transact(request, open_session, person.person_id, who, token_hash(token), now=now(request))
    step = "code" if person.sealed_seed else "second-factor"
    return give(
        request, RedirectResponse(f"/sign-in/{step}?next={quote(then, safe='')}", 303), SESSION, token
    )


async def code_page(request: Request, session: Session) -> Response:
    """GET /sign-in/code"""
    if not session.enrolled:
        return RedirectResponse(f"/sign-in/second-factor?{request.url.query}", 303)
    return await _code_form(request, session, safe_next(request.query_params.get("next", "")))


async def enter_code(request: Request, session: Session) -> Response:
    """POST /sign-in/code: the second factor completes the session."""
    form = await fields(request, "code", "next", longest=LONGEST)
    then = safe_next(form["next"])
    try:
        token = await prove_code(request, session, form["code"])
    except (WrongCode, TooManyAttempts) as refusal:
        return await _code_form(request, session, then, refusal)
    return give(request, RedirectResponse(then, 303), SESSION, token)


async def enrol_page(request: Request, session: Session) -> Response:
    """GET /sign-in/second-factor"""
    if session.enrolled:
        return RedirectResponse(f"/sign-in/code?{request.url.query}", 303)
    return _enrol_form(request, session, safe_next(request.query_params.get("next", "")))


async def enrol_picture(request: Request, session: Session) -> Response:
    """GET /sign-in/second-factor.svg: the square code to scan, until an app is set and never after."""
    if session.enrolled:
        return Response(status_code=404)
    uri = enrolment_uri(secrets_of(request).seed_for(str(session.session_id)), session.email)
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff")
    return Response(picture.getvalue(), media_type="image/svg+xml")


async def enrol_app(request: Request, session: Session) -> Response:
    """POST /sign-in/second-factor: a right code sets the app; the recovery codes are shown this once."""
    form = await fields(request, "code", "next", longest=LONGEST)
    then = safe_next(form["next"])
    if session.enrolled:
        return RedirectResponse("/sign-in/code", 303)
    try:
        token, codes = await enrol(request, session, form["code"])
    except (WrongCode, TooManyAttempts) as refusal:
        return _enrol_form(request, session, then, refusal)
    return give(request, drawn(request, CodesPage(then, codes), "Recovery codes"), SESSION, token)


async def sign_out(request: Request) -> Response:
    """POST /sign-out: the session is over, on this browser and on the server."""
    await _end_session_of_cookie(request)
    return drop(request, RedirectResponse("/sign-in", 303), SESSION)


async def locked_page(request: Request, session: Session) -> Response:
    """GET /locked"""
    then = safe_next(request.query_params.get("next", ""))
    if session.standing(now(request)) == "open":
        return RedirectResponse(then, 303)
    return _locked_form(request, session, then)


async def unlock(request: Request, session: Session) -> Response:
    """POST /locked: the password shows the page again."""
    form = await fields(request, "password", "next", longest=LONGEST)
    then = safe_next(form["next"])
    try:
        await prove_password(request, session.email, form["password"])
    except (WrongPassword, TooManyAttempts) as refusal:
        if is_click(request):
            raise
        return _locked_form(request, session, then, refusal)
    await transact(request, unlock_session, session, now=now(request))
    return JSONResponse({"frames": [], "notice": None}) if is_click(request) else RedirectResponse(then, 303)


async def _end_session_of_cookie(request: Request) -> None:
    token = cookie(request, SESSION)
    if token is None:
        return
    async with database(request).connection() as conn:
        session = await session_of(conn, token_hash(token), now(request))
    if session is not None:
        await transact(request, end_session, session, session.session_id, now=now(request))


async def _sign_in_form(
    request: Request, then: str, email: str = "", refusal: Refusal | None = None
) -> Response:
    errors = {"password": refusal.sentence} if refusal else {}
    view = SignInPage(then, email, errors, await invented_people(request))
    return drawn(request, view, "Sign in", refusal=refusal)


async def _code_form(
    request: Request, session: Session, then: str, refusal: Refusal | None = None
) -> Response:
    code = await invented_code(request, session.email)
    view = CodePage(then, code, {"code": refusal.sentence} if refusal else {})
    return drawn(request, view, "Enter your code", refusal=refusal)


def _enrol_form(request: Request, session: Session, then: str, refusal: Refusal | None = None) -> Response:
    seed = secrets_of(request).seed_for(str(session.session_id))
    fours = " ".join(seed[i : i + 4] for i in range(0, len(seed), 4))
    view = EnrolPage(then, fours, {"code": refusal.sentence} if refusal else {})
    return drawn(request, view, "Set up your second factor", refusal=refusal)


def _locked_form(request: Request, session: Session, then: str, refusal: Refusal | None = None) -> Response:
    view = LockedPage(then, session.name, {"password": refusal.sentence} if refusal else {})
    return drawn(request, view, "Locked", refusal=refusal)
