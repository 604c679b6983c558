"""The live page's three questions: a socket, what is new over HTTP, and what a click changed; all answered by the same function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from board.domain.calm import said_while
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    BadInput,
    NotHere,
    NotSignedIn,
    Refusal,
    ScreenElsewhere,
    ScreenNotPaired,
    SessionLocked,
)
from board.domain.sessions import Session
from board.guards import SESSION, cookie, database, now, screen_of
from board.live.fanout import Fanout
from board.live.frames import Frames, Listener, TooFarBehind
from board.live.pages import Cursors, Page, Pages, listeners_of, wall_listeners
from board.live.sockets import EXTENSION, GONE, NOT_THIS_PAGE, TOO_MANY, Socket
from board.queries.sessions import actor_in, session_of_token
from board.store.doors import access_contact
from board.store.lists.doors import access_list
from board.web.faults import report


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a live page, and with which audiences, found out anew from the cookie each time."""

    listeners: list[Listener]
    actor: Actor | None = None
    screen_id: int | None = None


def live_frames(conn: HTTPConnection) -> Frames:
    """The process's one maker of frames."""
    found = conn.app.state.frames
    assert isinstance(found, Frames)
    return found


def pages(conn: HTTPConnection) -> Pages:
    """The process's signer of pages."""
    found = conn.app.state.pages
    assert isinstance(found, Pages)
    return found


async def viewer_of(conn: HTTPConnection, page: Page) -> Viewer:
    """Whoever asks, if this page is still theirs. Raises NotSignedIn, SessionLocked, ScreenNotPaired, ScreenElsewhere, NotHere."""
    if page.route == "wall":
        screen = await screen_of(conn)
        if screen.screen_id != page.who:
            raise ScreenNotPaired
        return Viewer(wall_listeners(screen), screen_id=screen.screen_id)
    async with database(conn).connection() as db:
        # A click's guard has asked already, in this very request; a socket or a question has no guard but this.
        known: Session | None = getattr(conn.state, "session", None)
        session = known or await session_of_token(db, cookie(conn, SESSION), now(conn))
        actor = actor_in(session, page.hub_key)
        if actor.person_id != page.who or page.session not in (None, str(actor.session_id)):
            raise NotHere
        if not actor.may(Action.SEE_BOARD):
            raise NotHere
        if page.route == "list" and page.ref is not None:
            await access_list(db, actor, UUID(page.ref))
        elif page.ref is not None:
            await access_contact(db, actor, page.ref, Action.READ_CONTACT, now=now(conn))
        return Viewer(listeners_of(page, actor), actor)


def asked(conn: HTTPConnection, token: str, since: str) -> tuple[Page, Cursors]:
    """The page and cursors a request carries. Raises NotHere for a page we never signed, BadInput for cursors that are none."""
    page = pages(conn).read(token)
    if page is None:
        raise NotHere
    cursors = Cursors.parse(since)
    if cursors is None:
        raise BadInput({"since": "This is not where a page of ours can stand. Load the page again."})
    return page, cursors


async def frames_since(conn: HTTPConnection, viewer: Viewer, cursors: Cursors) -> list[dict[str, Any]]:
    """Frames for a page from where it stands. Raises TooFarBehind, also where it has other audiences than it was drawn with."""
    if len(cursors.seqs) != len(viewer.listeners):
        raise TooFarBehind
    found = await live_frames(conn).since(viewer.listeners, cursors.epoch, cursors.seqs, now(conn))
    return [frame.plain() for frame in found]


async def ask(request: Request) -> Response:
    """GET /live/frames: what a page asks that has no socket, or was left behind."""
    page, cursors = asked(
        request, request.query_params.get("page", ""), request.query_params.get("since", "")
    )
    viewer = await viewer_of(request, page)
    try:
        found = await frames_since(request, viewer, cursors)
    except TooFarBehind:
        return JSONResponse({"reload": True})
    at = now(request).astimezone(UTC).isoformat(timespec="milliseconds")
    # Read just now, so it may say so; to: the least any audience of this page stands at now.
    engine = request.app.state.fanout.engine
    beat = {
        "engine": engine.value,
        "calm": said_while(engine),
        "beat": at,
        "epoch": cursors.epoch,
        "seq": min(frame["to"] for frame in found),
    }
    return JSONResponse({"frames": found, "beat": beat})


async def clicked(request: Request, notice: dict[str, Any] | None) -> Response:
    """The answer to a click that changed something: what is new since the page it was made on, and a sentence."""
    return JSONResponse({"frames": await click_frames(request), "notice": notice})


async def heal(request: Request, _refusal: Refusal) -> list[dict[str, Any]]:
    """What a refused click is told with its sentence: the truth it did not know."""
    return await click_frames(request)


async def click_frames(request: Request) -> list[dict[str, Any]]:
    """Frames since the page a click was made on; none when it says nothing usable: its socket or its next question tells it."""
    try:
        page, cursors = asked(
            request, request.headers.get("board-page", ""), request.headers.get("board-since", "")
        )
        return await frames_since(request, await viewer_of(request, page), cursors)
    except (Refusal, TooFarBehind):
        return []
    except Exception as error:  # what was done is done, and must not be answered as if it had failed
        report(request.scope, error)
        return []


async def listen(websocket: WebSocket) -> None:
    """GET /live/socket: sockets go down only. Checked here at each connect, and again with each event that changes who may listen."""
    page, cursors = asked(
        websocket, websocket.query_params.get("page", ""), websocket.query_params.get("since", "")
    )
    await websocket.accept()
    try:
        viewer = await viewer_of(websocket, page)
    except SessionLocked:
        await _refuse(websocket, "locked")
    except ScreenNotPaired:
        await _refuse(websocket, "screen")
    except ScreenElsewhere:  # the page loaded anew says why
        await websocket.send_json({"reload": True})
        await websocket.close(NOT_THIS_PAGE)
    except (NotSignedIn, NotHere):
        await _refuse(websocket, "session")
    else:
        await _stay(websocket, viewer, cursors)


async def _refuse(websocket: WebSocket, why: str) -> None:
    await websocket.send_json({"ended": why})
    await websocket.close(GONE)


async def _stay(websocket: WebSocket, viewer: Viewer, cursors: Cursors) -> None:
    fanout: Fanout = websocket.app.state.fanout
    actor = viewer.actor
    socket = Socket(
        transport=websocket.scope["extensions"][EXTENSION],
        close=websocket.close,
        hub_id=viewer.listeners[0].audience.hub_id,
        listeners=viewer.listeners,
        person_id=actor.person_id if actor else None,
        session_id=actor.session_id if actor else None,
        screen_id=viewer.screen_id,
    )
    if not fanout.admit(socket):
        await websocket.close(TOO_MANY)
        return
    try:
        await websocket.send_json({"build": websocket.app.state.build})
        if len(cursors.seqs) != len(viewer.listeners):
            raise TooFarBehind
        await fanout.join(socket, cursors.epoch, cursors.seqs)
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
    except TooFarBehind:
        await websocket.send_json({"reload": True})
        await websocket.close(NOT_THIS_PAGE)
    except (WebSocketDisconnect, Refusal):
        return
    finally:
        fanout.leave(socket)
