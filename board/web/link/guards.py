"""Guards of links. They look at the cookie of the link in the path and at no other; no other guard looks at it.

The cookie is of the link's own path, so that a browser with several links open sends each page its own, and none to the rest of the board.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadData
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from board.domain.link.links import Link
from board.domain.link.sessions import LinkSession, Statement
from board.domain.refusals import LinkClosed, LinkLocked, LinkOver
from board.guards import Guard, database, now
from board.secrets import token_hash
from board.store.link import STATED_FOR, link_of, link_session_of, statement_of
from board.web.proving import secrets_of

PRESSED = "link pressed"


@dataclass(frozen=True, slots=True)
class AtLink:
    """A browser at the door of a link. session: where it was let in, open or locked; statement: what it stated before that."""

    link: Link
    session: LinkSession | None = None
    statement: Statement | None = None


async def at_door(conn: HTTPConnection) -> AtLink:
    """The link of the path, if this browser opened it. Any other link and none answer alike. Raises LinkClosed, LinkOver."""
    link_id: UUID = conn.path_params["link"]
    value, moment = conn.cookies.get(cookie_of(conn, link_id), ""), now(conn)
    async with database(conn).connection() as db:
        session = await link_session_of(db, token_hash(value), moment) if value else None
        at = AtLink(session.link, session) if session else await _pressed(conn, db, value, link_id)
    if at is None or at.link.link_id != link_id:
        raise LinkClosed
    if at.link.over(moment) is not None:
        raise LinkOver
    return at


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


def pressed(request: Request, link: Link, statement_id: UUID | None = None) -> str:
    """A cookie that says that this browser has the link, and which statement is its own. It shows nothing of the link: a code does."""
    stated = statement_id.hex if statement_id else ""
    return secrets_of(request).signer(PRESSED).dumps([link.hub_id, link.link_id.hex, stated])


async def _pressed(conn: HTTPConnection, db: AsyncConnection, value: str, link_id: UUID) -> AtLink | None:
    try:
        signer = conn.app.state.secrets.signer(PRESSED)
        hub_id, named, stated = signer.loads(value, max_age=int(STATED_FOR.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    link = await link_of(db, hub_id, link_id) if named == link_id.hex else None
    if link is None:
        return None
    return AtLink(link, statement=await statement_of(db, link, UUID(stated)) if stated else None)
