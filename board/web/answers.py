"""How the board says no: a page for people, a problem for the API, a notice for a click; each with the same sentence."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board.domain.refusals import (
    DatabaseAway,
    LinkLocked,
    NotSignedIn,
    Refusal,
    ScreenElsewhere,
    ScreenNotPaired,
    SessionLocked,
    TooManyAttempts,
    TooManyLookUps,
)
from board.guards import READS
from board.views.link.pages import LinkSaidPage
from board.views.problem import ProblemPage
from board.web.shell import drawn

Heal = Callable[[Request, Refusal], Awaitable[Sequence[dict[str, Any]]]]
LINK_TITLE = "Secure page"
"""The title of every page of a link, which browsers keep in their history and show to others."""
PROBLEM = "application/problem+json"


class UnknownAddress(Refusal):
    """There is no page at this address. It may be mistyped; go back to the board and try from there."""

    status = 404


class WrongMethod(Refusal):
    """This address does not take that kind of request. Go back to the board and try from there."""

    status = 405


class Broken(Refusal):
    """Something went wrong on the board's side. Nothing you typed was kept; try again, and if it goes on, tell whoever looks after it."""

    status = 500


async def answer(request: Request, refusal: Refusal) -> Response:
    """The refusal as whoever asked can read it. Never more than its own sentence: no cause, no trace."""
    if request.url.path.startswith("/api/"):
        response: Response = problem(request, refusal)
    elif is_click(request):
        response = JSONResponse(await notice(request, refusal), refusal.status)
    else:
        response = elsewhere(request, refusal) or page(request, refusal)
    if isinstance(refusal, TooManyAttempts | TooManyLookUps):
        response.headers["Retry-After"] = str(60 * int(str(refusal.facts.get("minutes", 1))))
    if isinstance(refusal, ScreenElsewhere) and request.method in READS:
        response.headers["Refresh"] = "30"  # nobody sits at it who would try again
    if isinstance(refusal, DatabaseAway):
        response.headers["Retry-After"] = "2"
        if request.method in READS:
            # A wall that was started meanwhile has nobody who would load it again.
            response.headers["Refresh"] = "5"
    return response


def is_click(request: Request) -> bool:
    """Whether our own script asks, which draws the notice itself."""
    return "board-page" in request.headers or request.url.path.startswith("/live/")


def problem(request: Request, refusal: Refusal) -> Response:
    """RFC 9457. title: the refusal's name."""
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{refusal.title}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.sentence,
    }
    if refusal.errors:
        body["errors"] = refusal.errors
    body |= {k: v for k, v in refusal.facts.items() if k in ("holder", "other")}
    if isinstance(refusal, Broken):
        body["request"] = request_id(request)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(refusal, NotSignedIn) else {}
    return JSONResponse(body, refusal.status, headers, PROBLEM)


async def notice(request: Request, refusal: Refusal) -> dict[str, Any]:
    """For a click: what was refused, and the frames that heal the page where app.state.heal can make them."""
    heal: Heal | None = getattr(request.app.state, "heal", None)
    healing = heal is not None and refusal.status in (404, 409, 422)
    try:
        frames = await heal(request, refusal) if heal and healing else []
    except Refusal:
        frames = []  # the page may not be theirs any more; the sentence is what they asked for
    said: dict[str, Any] = {"kind": "refused", "title": heading(refusal), "sentence": refusal.sentence}
    if refusal.errors:
        said["errors"] = refusal.errors
    href = {NotSignedIn: "/sign-in", SessionLocked: "/locked"}.get(type(refusal))
    if href:
        said["href"] = href
    # What has ended for the page, so that it hides what it shows.
    ended = {NotSignedIn: {"ended": "session"}, SessionLocked: {"ended": "locked"}}.get(type(refusal), {})
    return {"frames": list(frames), "notice": said, **ended}


def elsewhere(request: Request, refusal: Refusal) -> Response | None:
    """Somebody following a link who must first sign in, unlock or pair is taken there, and back afterwards."""
    if request.method not in READS:
        return None
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if isinstance(refusal, NotSignedIn):
        return RedirectResponse(f"/sign-in?next={quote(address, safe='')}", 303)
    if isinstance(refusal, SessionLocked):
        return RedirectResponse(f"/locked?next={quote(address, safe='')}", 303)
    return RedirectResponse("/wall/pairing", 303) if isinstance(refusal, ScreenNotPaired) else None


def page(request: Request, refusal: Refusal) -> Response:
    """A whole page with the sentence and a way on."""
    if in_link(request):  # a person outside has no board to go back to
        again = request.url.path if isinstance(refusal, LinkLocked | DatabaseAway) else None
        again = again and "/".join(again.split("/")[:3])
        return drawn(
            request, LinkSaidPage(heading(refusal), refusal.sentence, again), LINK_TITLE, refusal=refusal
        )
    back = {
        NotSignedIn: ("/sign-in", "Sign in"),
        SessionLocked: ("/locked", "Unlock"),
        ScreenElsewhere: ("/wall", "Try again"),
    }.get(type(refusal), ("/hubs", "Back to the board"))
    number, title = request_id(request) if refusal.status >= 500 else None, heading(refusal)
    view = ProblemPage(title, refusal.sentence, refusal.errors, back, number)
    return drawn(request, view, title, refusal=refusal)


def in_link(request: Request) -> bool:
    """Whether this is about a page of a link."""
    return request.url.path == "/l" or request.url.path.startswith("/l/")


def heading(refusal: Refusal) -> str:
    """The refusal's name as words: AlreadyClaimed is "Already claimed"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", refusal.title).lower()
    return words[0].upper() + words[1:]


def request_id(request: Request) -> str:
    return str(request.scope.get("board.request_id", ""))
