"""What stands around a page, from what the guard found out."""

from __future__ import annotations

from starlette.requests import Request

from board.domain.people import Actor
from board.domain.permissions import Action, Role, may
from board.domain.sessions import Session
from board.guards import cookie, now
from board.render import Shell

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
        idle_minutes=int(session.idle.total_seconds() // 60) if session and whole else None,
        places=tuple((p.hub_key, p.hub_name) for p in session.places) if session and whole else (),
        several=several,
        engine=str(getattr(getattr(state, "fanout", None), "engine", "running")),
    )


def words(role: Role | str) -> str:
    """A role's key as people read it."""
    said = str(role).replace("_", " ")
    return {"edt": "EDT", "qa": "QA", "idva": "Idva", "lado": "LADO"}.get(said, said[:1].upper() + said[1:])
