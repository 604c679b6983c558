"""What stands around a page, from what the guard found out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse

from board import render
from board.domain.people import Actor
from board.domain.permissions import Action, Role, may, seen_by
from board.domain.refusals import Refusal
from board.domain.sessions import Session
from board.guards import cookie, now
from board.render import Shell
from board.views.labels import nothing
from board.views.page import Page
from board.views.panel import Refused

PRIVACY = "privacy"


def shell_of(
    request: Request, title: str, *, here: str = "", token: str | None = None, several: bool = False
) -> Shell:
    """The shell of this request: with a person when a guard let one in, with a hub when the route is in one.

    Composition puts `build` (the id of this version) and `invented` into app.state.
    """
    state = request.app.state
    session: Session | None = getattr(request.state, "session", None)
    actor: Actor | None = getattr(request.state, "actor", None)
    whole = session is not None and session.standing(now(request)) == "open"
    return Shell(
        title=title,
        build=getattr(state, "build", ""),
        server_now=now(request),
        invented=getattr(state, "invented", False),
        hub_key=actor.hub_key if actor else None,
        hub_name=actor.hub_name if actor else None,
        person=session.name if session and whole else None,
        role=", ".join(words(role) for role in sorted(actor.roles)) if actor else None,
        may=frozenset(action.value for action in Action if actor and may(actor.roles, action)),
        here=here,
        token=token,
        names_away=actor is not None and cookie(request, PRIVACY) == "on",
        shortcuts=session is None or session.shortcuts,
        asked=session.asked if session and whole else 0,
        idle_minutes=int(session.idle.total_seconds() // 60) if session and whole else None,
        places=tuple((p.hub_key, p.hub_name) for p in session.places) if session and whole else (),
        several=several,
        sees=seen_by(actor.lens) if actor else nothing,
        engine=str(getattr(getattr(state, "fanout", None), "engine", "running")),
    )


def drawn(
    request: Request,
    view: Page,
    title: str,
    *,
    here: str = "",
    refusal: Refusal | Refused | None = None,
    status: int = 200,
    token: str | None = None,
    several: bool = False,
) -> HTMLResponse:
    """The view as a whole page in this request's shell. refusal: of a form that is drawn again; the answer has its status."""
    shell = shell_of(request, title, here=here, token=token, several=several)
    return HTMLResponse(render.page(view, shell), refusal.status if refusal else status)


def words(role: Role | str) -> str:
    """A role's key as people read it."""
    said = str(role).replace("_", " ")
    return {"edt": "EDT", "qa": "QA", "idva": "Idva", "lado": "LADO"}.get(said, said[:1].upper() + said[1:])
