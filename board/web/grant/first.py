"""First sign-in over HTTP: staff send the link and make its code; the person chooses a password and sets up the authenticator."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.grant.first_sign_in import (
    begin_account,
    make_first_code,
    send_first_link,
    spend_first_link,
)
from board.commands.sign_in import open_session
from board.domain.directory.entries import WHY_WORDS, WhyNoCode
from board.domain.link.codes import Route, shown_digits
from board.domain.link.sessions import LinkSession
from board.domain.people import Actor
from board.domain.refusals import NotHere, Refusal
from board.guards import SESSION, database, now, transact
from board.queries.grant.pages import first_link, grants_of_hub, person_of_link
from board.queries.link.staff import numbers, waiting
from board.secrets import new_token, token_hash, weakness
from board.views.grant.pages import FirstCodePage, FirstSignInPage
from board.web.answers import LINK_TITLE
from board.web.cookies import give
from board.web.forms import fields, number, uuids
from board.web.grant.mine import MINE
from board.web.grant.pages import people_drawn
from board.web.link.guards import let_out
from board.web.proving import name_digest, passwords_of, secrets_of
from board.web.shell import drawn


async def send_link(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/seats-given/{grant}/link: a link to the work address, for one use within a day."""
    grant_id = request.path_params["grant"]
    try:
        await transact(request, send_first_link, actor, secrets_of(request), grant_id, now=now(request))
    except Refusal as refusal:
        return await people_drawn(request, actor, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/people?done=link", 303)


async def code_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/people/seats-given/{grant}/code: numbers of the agency, and why a code must not go to some."""
    return drawn(request, await _codes(request, actor), "Make a code", here="people")


async def make_code(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/seats-given/{grant}/code: by text message, or shown this once to the person who calls."""
    form, grant_id = (
        await fields(request, "entry", "route", "whose", longest=50),
        request.path_params["grant"],
    )
    whose = next(iter(uuids(form["whose"])), None)
    chosen = (secrets_of(request), grant_id, number(form["entry"] or "0"), form["route"], whose)
    try:
        made, _ = await transact(request, make_first_code, actor, *chosen, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        page = replace(await _codes(request, actor), errors={"numbers": refusal.sentence})
        return drawn(request, page, "Make a code", here="people", refusal=refusal)
    if form["route"] == Route.TEXT or made.code is None:
        return RedirectResponse(f"/hubs/{actor.hub_key}/people?done=text", 303)
    page = await _codes(request, actor)
    called = next((one for one in page.numbers if one.entry_id == made.entry.entry_id), None)
    page = replace(page, called=called, code=shown_digits(made.code))
    return drawn(request, page, "Make a code", here="people")


async def choose_password(request: Request, session: LinkSession) -> Response:
    """POST /l/{link}/password: the link is used up; the account begins, and the authenticator is set up before anything is shown."""
    form = await fields(request, "password", longest=1000)
    async with database(request).connection() as conn:
        name, address, known = await person_of_link(conn, session.link)
    if not known and (problem := weakness(form["password"], (name, address))):
        page = replace(await first_page(request, session), errors={"password": problem})
        return drawn(request, page, LINK_TITLE, status=422)
    hashed = await passwords_of(request).hash(form["password"]) if not known else ""
    await transact(request, spend_first_link, session, now=now(request))
    if known:
        return let_out(request, RedirectResponse(f"/sign-in?next={MINE}", 303), session.link.link_id)
    person_id, _ = await transact(request, begin_account, name, address, hashed, now=now(request))
    token, who = new_token(), name_digest(request, address)
    await transact(request, open_session, person_id, who, token_hash(token), now=now(request))
    reply = RedirectResponse(f"/sign-in/second-factor?next={MINE}", 303)
    return let_out(request, give(request, reply, SESSION, token), session.link.link_id)


async def first_page(request: Request, session: LinkSession) -> FirstSignInPage:
    """The page of a first sign-in, after the code."""
    async with database(request).connection() as conn:
        _, _, known = await person_of_link(conn, session.link)
    return FirstSignInPage(session.link.link_id, session.hub_name, known)


async def _codes(request: Request, actor: Actor) -> FirstCodePage:
    moment, grant_id = now(request), request.path_params["grant"]
    async with database(request).snapshot() as conn:
        grants = await grants_of_hub(conn, actor, moment)
        link = await first_link(conn, actor.hub_id, grant_id, moment)
        grant = next((one for one in grants if one.grant_id == grant_id), None)
        if grant is None or link is None:
            raise NotHere
        listed = await numbers(conn, actor, moment, link)
        there = await waiting(conn, link, moment)
    listed = tuple(one for one in listed if one.no_code != WHY_WORDS[WhyNoCode.ANOTHER_PERSON])
    whose, calls = there[0] if there else None, actor.person_id not in (link.asked_by, link.given_by)
    return FirstCodePage(actor.hub_key, grant, listed, calls, whose)
