"""Guards of links. They look at the cookie of the link in the path and at no other; no other guard looks at it.

The cookie is of the link's own path, so that a browser with several links open sends each page its own, and none to the rest of the board.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadData
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from board.domain.link.links import Link
from board.domain.link.sessions import LinkSession
from board.domain.refusals import LinkClosed, LinkLocked, LinkOver
from board.guards import Guard, database, now
from board.secrets import token_hash
from board.store.link import link_of, link_session_of
from board.web.proving import secrets_of

PRESSED = "link pressed"
PRESSED_S = 24 * 3600
"""For how long a browser whose person pressed the button of the link is asked for the code, without the link again."""


@dataclass(frozen=True, slots=True)
class AtLink:
    """A browser at the door of a link. session: where it was let in, open or locked."""

    link: Link
    session: LinkSession | None = None


async def at_door(conn: HTTPConnection) -> AtLink:
    """The link of the path, if this browser opened it. Any other link and none answer alike. Raises LinkClosed, LinkOver."""
    link_id: UUID = conn.path_params["link"]
    value, moment = conn.cookies.get(cookie_of(conn, link_id), ""), now(conn)
    async with database(conn).connection() as db:
        session = await link_session_of(db, token_hash(value), moment) if value else None
        link = session.link if session else await _pressed(conn, value, link_id)
    if link is None or link.link_id != link_id:
        raise LinkClosed
    if link.over(moment) is not None:
        raise LinkOver
    return AtLink(link, session)


async def _inside(conn: HTTPConnection) -> LinkSession:
    return await _let_in(conn, first=False)


async def _inside_first(conn: HTTPConnection) -> LinkSession:
    return await _let_in(conn, first=True)


async def _let_in(conn: HTTPConnection, *, first: bool) -> LinkSession:
    """first: of a first sign-in, whose person is nobody yet; the acts of other links are not there for it."""
    found = (await at_door(conn)).session
    if found is None or (found.link.grant_id is not None) is not first:
        raise LinkClosed
    if found.standing(now(conn)) != "open":
        raise LinkLocked
    return found


at_link = Guard(
    "at_link", "Somebody who opened this link in this browser, before the code or after it.", at_door
)
by_link = Guard(
    "by_link", "Somebody who entered the code of this link in this browser and has used it since.", _inside
)

by_first_link = Guard(
    "by_first_link",
    "Somebody who entered the code of this link of a first sign-in in this browser.",
    _inside_first,
)


def cookie_of(conn: HTTPConnection, link_id: UUID) -> str:
    """Name of the cookie of a link. Not __Host-, which would send it to every path."""
    prefix = "__Secure-" if conn.app.state.settings.secure_cookies else ""
    return f"{prefix}board_link_{link_id.hex}"


def let_in(request: Request, response: Response, link_id: UUID, value: str) -> Response:
    """Put the cookie of a link on the response: until the browser closes, for the pages of this link alone."""
    response.set_cookie(
        cookie_of(request, link_id),
        value,
        path=f"/l/{link_id}",
        secure=request.app.state.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )
    return response


def let_out(request: Request, response: Response, link_id: UUID) -> Response:
    """Take the cookie of a link away again."""
    response.delete_cookie(
        cookie_of(request, link_id),
        path=f"/l/{link_id}",
        secure=request.app.state.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )
    return response


def pressed(request: Request, link: Link) -> str:
    """A cookie that says that this browser has the link. It shows nothing of the link: a code does."""
    return secrets_of(request).signer(PRESSED).dumps([link.hub_id, link.link_id.hex])


async def _pressed(conn: HTTPConnection, value: str, link_id: UUID) -> Link | None:
    try:
        hub_id, named = conn.app.state.secrets.signer(PRESSED).loads(value, max_age=PRESSED_S)
    except (BadData, ValueError, TypeError):
        return None
    if named != link_id.hex:
        return None
    async with database(conn).connection() as db:
        return await link_of(db, hub_id, link_id)
