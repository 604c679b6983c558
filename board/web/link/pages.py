"""The pages of a link: a button, who it is, a code, the question, and the end. A GET changes nothing; before the code it tells nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.websockets import WebSocket

from board.commands.link.answering import answer_link, keep_draft
from board.commands.link.ending import leave_link
from board.commands.link.mailbox import give_back, give_link
from board.commands.link.opening import enter_code, open_link, touch_link
from board.commands.sign_in import count_try, forget_tries
from board.domain.link.guests import LONGEST_ANSWER, given_self
from board.domain.link.sessions import LinkSession, Statement
from board.domain.policy import Policy
from board.domain.refusals import (
    BadInput,
    LinkLocked,
    LinkOver,
    NoLinkCode,
    NotHere,
    Refusal,
    TooManyAttempts,
    WrongLinkCode,
)
from board.guards import database, now, template, transact
from board.live.links import LinkSockets
from board.queries.link.own import answer_page
from board.secrets import new_token, token_hash
from board.store.link import link_of_token
from board.store.readings import log_reading
from board.views.link.pages import LinkAnswerPage, LinkCodePage, LinkOpenPage, LinkSaidPage, LinkSelfPage
from board.views.page import Page
from board.web.answers import LINK_TITLE
from board.web.forms import fields, number
from board.web.grant.first import first_page
from board.web.link.guards import AtLink, by_link, let_in, let_out, pressed
from board.web.proving import secrets_of
from board.web.shell import drawn

SEEN_EVERY = timedelta(minutes=1)
OVER = "Open the link in your mail again. If it still does not open, ask the people who sent it for another."


def _drawn(request: Request, view: Page, status: int = 200) -> Response:
    return drawn(request, view, LINK_TITLE, status=status)


async def open_page(request: Request) -> Response:
    """GET /l: the same bytes whatever stands behind the number sign, which no browser sends."""
    return _drawn(request, LinkOpenPage())


async def press(request: Request) -> Response:
    """POST /l: somebody pressed the button. Nothing is written: some mail scanners press buttons too."""
    typed = (await fields(request, "link", longest=500))["link"].strip()
    token = typed.rpartition("#")[2]
    who, moment = secrets_of(request).digest("link tried", token), now(request)
    address = secrets_of(request).digest("network address", request.client.host if request.client else "")
    try:
        await transact(request, count_try, who, address, Policy.default().sign_in, now=moment)
        async with database(request).connection() as conn:
            link = await link_of_token(conn, token_hash(token))
        if link is None or link.over(moment) is not None:
            raise LinkOver
    except LinkOver:
        return _drawn(request, LinkSaidPage("This link does not open", OVER), LinkOver.status)
    except TooManyAttempts as refusal:
        return _drawn(request, LinkOpenPage({"link": refusal.sentence}), refusal.status)
    await transact(request, forget_tries, who)
    return let_in(request, RedirectResponse(f"/l/{link.link_id}", 303), link.link_id, pressed(request, link))


async def link_page(request: Request, at: AtLink) -> Response:
    """GET /l/{link}: asks who it is, then for the code, or shows the page of somebody who is in."""
    session = at.session
    if session is None or session.standing(now(request)) != "open":
        return _drawn(request, _door_page(at))
    if session.link.grant_id is not None:
        return _drawn(request, await first_page(request, session))
    return _drawn(request, await _answer_page(request, session))


async def state_self(request: Request, at: AtLink) -> Response:
    """POST /l/{link}/self: name and role. The hub sees them before anybody reads out a code."""
    form = await fields(request, "name", "role", longest=500)
    link, moment, back = at.link, now(request), RedirectResponse(f"/l/{at.link.link_id}", 303)
    if at.session is not None:
        return back
    who = secrets_of(request).digest("link stated", link.link_id.hex)
    address = secrets_of(request).digest("network address", request.client.host if request.client else "")
    before = at.statement.statement_id if at.statement else None
    try:
        given_self(form["name"], form["role"])
        await transact(request, count_try, who, address, Policy.default().sign_in, now=moment)
        stated, _ = await transact(request, open_link, link, before, form["name"], form["role"], now=moment)
    except (BadInput, TooManyAttempts) as refusal:
        errors = refusal.errors or {"name": refusal.sentence}
        again = LinkSelfPage(link.link_id, form["name"], form["role"], errors)
        return _drawn(request, again, refusal.status)
    return let_in(request, back, link.link_id, pressed(request, link, stated))


async def enter(request: Request, at: AtLink) -> Response:
    """POST /l/{link}/code: the right code gives this browser a cookie that nobody knew before."""
    form, token, who = await fields(request, "code", longest=500), new_token(), at.session or at.statement
    if who is None:
        first = LinkSelfPage(at.link.link_id, errors={"name": "Say who you are before you enter a code."})
        return _drawn(request, first, BadInput.status)
    try:
        facts = (secrets_of(request), at.link, who, form["code"], token_hash(token))
        tried, _ = await transact(request, enter_code, *facts, now=now(request))
        if not tried.right:
            raise WrongLinkCode(left=_left(tried.left))
    except (NoLinkCode, WrongLinkCode) as refusal:
        page = replace(_code_page(at.link.link_id, who), errors={"code": refusal.sentence})
        return _drawn(request, page, refusal.status)
    link_id = at.link.link_id
    return let_in(request, RedirectResponse(f"/l/{link_id}", 303), link_id, token)


async def keep_typed(request: Request, session: LinkSession) -> Response:
    """POST /l/{link}/draft: keeps the text as it stands; also says that the person is still there."""
    typed = (await fields(request, "answer", longest=LONGEST_ANSWER))["answer"]
    await transact(request, keep_draft, secrets_of(request), session, typed, now=now(request))
    await _seen(request, session)
    return JSONResponse({"kept": True})


async def answer(request: Request, session: LinkSession) -> Response:
    """POST /l/{link}/answer: sends it; the link is over."""
    typed = ""
    try:
        typed = (await fields(request, "answer", longest=10 * LONGEST_ANSWER))["answer"]
        await transact(request, answer_link, session, typed, now=now(request))
    except BadInput as refusal:
        page = replace(await _answer_page(request, session), typed=typed, errors=refusal.errors)
        return _drawn(request, page, refusal.status)
    said = LinkSaidPage(
        "Sent", "The people who asked have your answer and know that it is yours. You can close this page."
    )
    return let_out(request, _drawn(request, said), session.link.link_id)


async def leave(request: Request, session: LinkSession) -> Response:
    """POST /l/{link}/leave: closes the page. The text is kept for the next code."""
    typed = (await fields(request, "answer", longest=LONGEST_ANSWER))["answer"]
    if typed:
        await transact(request, keep_draft, secrets_of(request), session, typed, now=now(request))
    await transact(request, leave_link, session, now=now(request))
    if session.link.mailbox_id is not None:
        words = "It is still yours, in this browser alone. To go on, enter the code with which you opened it, or a new one."
        return _drawn(request, LinkSaidPage("Page closed", words, f"/l/{session.link.link_id}"))
    words = "To go on, open the link in your mail again and ask for a new code. Your text is kept until then."
    return let_out(request, _drawn(request, LinkSaidPage("Page closed", words)), session.link.link_id)


async def not_mine(request: Request, session: LinkSession) -> Response:
    """POST /l/{link}/not-mine: a link to a mailbox is nobody's again, and the page is empty."""
    await transact(request, give_back, session, now=now(request))
    words = "It is no longer yours, and the people who sent it know. Tell the colleague whose work it is to open the mail in the mailbox."
    return let_out(request, _drawn(request, LinkSaidPage("Given back", words)), session.link.link_id)


async def give(request: Request, session: LinkSession) -> Response:
    """POST /l/{link}/give: a link to a mailbox goes to a deputy, once they have entered a code of their own."""
    form = await fields(request, "answer", "deputy", longest=LONGEST_ANSWER)
    if form["answer"]:
        await transact(request, keep_draft, secrets_of(request), session, form["answer"], now=now(request))
    try:
        await transact(request, give_link, session, number(form["deputy"]), now=now(request))
    except (BadInput, NotHere):
        errors = {"deputy": "Select a colleague of your agency."}
        page = replace(await _answer_page(request, session), typed=form["answer"], errors=errors)
        return _drawn(request, page, BadInput.status)
    return RedirectResponse(f"/l/{session.link.link_id}", 303)


async def listen(websocket: WebSocket) -> None:
    """GET /l/{link}/socket: goes down only, to say that the page must empty itself. Checked here at each connect."""
    sockets: LinkSockets = websocket.app.state.link_sockets
    await websocket.accept()
    assert by_link.admit is not None
    try:
        session: LinkSession = await by_link.admit(websocket)
    except LinkLocked:
        await sockets.refuse(websocket, "locked")
    except Refusal:
        await sockets.refuse(websocket, "over")
    else:
        await sockets.stay(websocket, session)


async def _answer_page(request: Request, session: LinkSession) -> LinkAnswerPage:
    """The page with its question. The reading is kept under the person's name, before the first byte."""
    link, moment = session.link, now(request)
    async with database(request).transaction() as tx:
        await log_reading(tx.conn, session.actor, link.contact_id, template(request), "link", moment)
    async with database(request).connection() as conn:
        return await answer_page(conn, secrets_of(request), session)


def _door_page(at: AtLink) -> LinkSelfPage | LinkCodePage:
    who = at.session or at.statement
    return LinkSelfPage(at.link.link_id) if who is None else _code_page(at.link.link_id, who)


def _code_page(link_id: UUID, who: LinkSession | Statement) -> LinkCodePage:
    return LinkCodePage(link_id, who.said_name, who.said_role, locked=isinstance(who, LinkSession))


async def _seen(request: Request, session: LinkSession) -> None:
    if now(request) - session.seen_at > SEEN_EVERY:
        await transact(request, touch_link, session, now=now(request))


def _left(left: int) -> str:
    if left == 0:
        return "That was the fifth wrong code, so the code opens nothing any more."
    return f"You can try {left} more {'time' if left == 1 else 'times'}."
