"""Members of staff ask somebody outside: guests, the link, its code, and taking it away again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.guest.guests import add_guest, confirm_guest, end_guest
from board.commands.link.codes import make_code
from board.commands.link.ending import withdraw_link
from board.commands.link.mailbox import take_link_away
from board.commands.link.sending import ask_mailbox, ask_outside
from board.domain.directory.entries import HOW_WORDS
from board.domain.link.codes import Route, shown_digits
from board.domain.link.guests import LONGEST_QUESTION, given_guest
from board.domain.link.links import Link
from board.domain.link.mailbox import TAKEN_WORDS
from board.domain.people import Actor
from board.domain.refusals import BadInput, NotHere, Refusal
from board.guards import database, now, ref_of, template, transact
from board.queries.consent import barred_of
from board.queries.directory.entries import agency_names
from board.queries.link.staff import contact_links, guests, link_row, mailboxes, numbers, waiting
from board.store.link import access_link
from board.store.readings import log_reading
from board.views.link.staff import GuestsPage, LinkCallPage, LinkNumbersPage, LinksPage
from board.web.forms import fields, number, uuids
from board.web.proving import secrets_of
from board.web.shell import drawn

_HOWS = tuple((code.value, words) for code, words in HOW_WORDS.items())
_WHYS = tuple(TAKEN_WORDS.items())
MAILBOX = "mailbox-"
"""Before the number of a mailbox, where people and mailboxes are chosen from one list."""
SAID = {
    "asked": "Asked. The link is on its way; it opens with a code alone.",
    "added": "Added. Now choose them and write your question.",
    "text": "The code is on its way as a text message.",
    "taken": "Taken away. The next person of the agency who enters a code has it.",
    "withdrawn": "Withdrawn. The link opens nothing any more.",
    "confirmed": "Confirmed.",
    "removed": "Removed. Their links open nothing any more.",
}
"""The page's sentence after an act, by the word in its address."""


async def links_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/outside"""
    typed = {"guest": request.query_params.get("guest", "")}
    return await _links(request, actor, typed)


async def ask(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/outside: a link to a guest or a mailbox, with one question."""
    form = await fields(request, "guest", "question", longest=10 * LONGEST_QUESTION)
    try:
        if not form["guest"]:
            raise BadInput({"guest": "Select the person or mailbox you ask, or add a person below."})
        whom = number(form["guest"].removeprefix(MAILBOX))
        asked = (secrets_of(request), ref_of(request), whom, form["question"])
        if form["guest"].startswith(MAILBOX):
            await transact(request, ask_mailbox, actor, *asked, now=now(request))
        else:
            await transact(request, ask_outside, actor, *asked, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _links(request, actor, form, refusal, "question")
    return RedirectResponse(_address(request, actor, "?done=asked"), 303)


async def add(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/guests: somebody outside who is not known yet."""
    form = await fields(request, "name", "agency", "email", "entry", longest=500)
    try:
        given = given_guest(form["name"], form["agency"], form["email"], form["entry"])
        added, _ = await transact(request, add_guest, actor, given, now=now(request))
    except Refusal as refusal:
        return await _links(request, actor, form, refusal, "name")
    return RedirectResponse(_address(request, actor, f"?done=added&guest={added.guest_id}"), 303)


async def withdraw(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/outside/{link}/withdraw"""
    await transact(request, withdraw_link, actor, (await _link(request, actor)).link_id, now=now(request))
    return RedirectResponse(_address(request, actor, "?done=withdrawn"), 303)


async def take_away(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/outside/{link}/take-away: a link to a mailbox is nobody's again."""
    cause = (await fields(request, "cause", longest=50))["cause"]
    link = await _link(request, actor)
    try:
        if cause not in TAKEN_WORDS:
            raise BadInput({"cause": "Select why you take the link away."})
        await transact(request, take_link_away, actor, link.link_id, cause, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _links(request, actor, {}, refusal, "cause")
    return RedirectResponse(_address(request, actor, "?done=taken"), 303)


async def numbers_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/outside/{link}/code: the numbers to which the code may go."""
    return await _numbers(request, actor)


async def code(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/outside/{link}/code: by a call the code is in this one answer, for the person who calls."""
    form = await fields(request, "entry", "route", "whose", longest=50)
    link = await _link(request, actor)
    try:
        made, _ = await transact(
            request,
            make_code,
            actor,
            secrets_of(request),
            link.link_id,
            number(form["entry"]),
            form["route"],
            next(iter(uuids(form["whose"])), None),
            now=now(request),
        )
    except NotHere:
        raise
    except Refusal as refusal:
        return await _numbers(request, actor, refusal)
    if form["route"] == Route.TEXT or made.code is None:
        return RedirectResponse(_address(request, actor, "?done=text"), 303)
    async with database(request).transaction() as tx:
        await log_reading(tx.conn, actor, link.contact_id, template(request), "link_code", now(request))
    async with database(request).snapshot() as conn:
        row = await link_row(conn, link, now(request))
        known = await numbers(conn, actor, now(request), link)
        barred = await barred_of(conn, actor.hub_id, link.contact_id)
        whose = next(
            one for one in await waiting(conn, link, now(request)) if one.statement_id == made.statement_id
        )
    one = next(one for one in known if one.entry_id == made.entry.entry_id)
    shown = shown_digits(made.code)
    view = LinkCallPage(actor.hub_key, ref_of(request), row, one, whose, shown, made.valid_until, barred)
    return drawn(request, view, "Call with a code")


async def guests_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/guests"""
    return await _guests(request, actor)


async def confirm(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/guests/{guest}/confirm"""
    how = (await fields(request, "how", longest=50))["how"]
    try:
        await transact(request, confirm_guest, actor, request.path_params["guest"], how, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _guests(request, actor, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/guests?done=confirmed", 303)


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/guests/{guest}/end"""
    await transact(request, end_guest, actor, request.path_params["guest"], now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/guests?done=removed", 303)


async def _link(request: Request, actor: Actor) -> Link:
    """The link of the path, if it is one of the contact of the path. Raises NotHere."""
    link_id: UUID = request.path_params["link"]
    async with database(request).connection() as conn:
        link = await access_link(conn, actor, link_id, now=now(request))
    if link.ref != ref_of(request):
        raise NotHere
    return link


async def _links(
    request: Request, actor: Actor, typed: dict[str, str], refusal: Refusal | None = None, field: str = ""
) -> Response:
    contact: Any = request.state.contact
    async with database(request).snapshot() as conn:
        view = LinksPage(
            hub_key=actor.hub_key,
            ref=contact.ref,
            rows=(await contact_links(conn, contact, actor.hub_key, now(request))).rows,
            guests=await guests(conn, actor),
            agencies=await agency_names(conn, actor.hub_id, now(request)),
            numbers=await numbers(conn, actor, now(request)),
            mailboxes=await mailboxes(conn, actor, now(request)),
            whys=_WHYS,
            open=contact.closed_at is None,
            barred=await barred_of(conn, actor.hub_id, contact.contact_id),
            typed=dict.fromkeys(("guest", "question", "name", "agency", "email", "entry"), "") | typed,
            errors=_errors(refusal, field),
            said=SAID.get(request.query_params.get("done", ""), "") if refusal is None else "",
        )
    return drawn(request, view, "Ask somebody outside", refusal=refusal)


async def _numbers(request: Request, actor: Actor, refusal: Refusal | None = None) -> Response:
    link, asked = await _link(request, actor), request.query_params.get("whose", "")
    async with database(request).snapshot() as conn:
        there = await waiting(conn, link, now(request))
        view = LinkNumbersPage(
            hub_key=actor.hub_key,
            ref=ref_of(request),
            row=await link_row(conn, link, now(request)),
            waiting=there,
            chosen=next((one for one in there if len(there) == 1 or str(one.statement_id) == asked), None),
            numbers=await numbers(conn, actor, now(request), link),
            calls=link.asked_by != actor.person_id,
            barred=await barred_of(conn, actor.hub_id, link.contact_id),
            errors=_errors(refusal, "numbers"),
        )
    return drawn(request, view, "Make a code", refusal=refusal)


async def _guests(request: Request, actor: Actor, refusal: Refusal | None = None) -> Response:
    async with database(request).snapshot() as conn:
        found = await guests(conn, actor)
    said = SAID.get(request.query_params.get("done", ""), "") if refusal is None else ""
    view = GuestsPage(actor.hub_key, found, _HOWS, _errors(refusal, "guests"), said)
    return drawn(request, view, "People outside", here="directory", refusal=refusal)


def _errors(refusal: Refusal | None, field: str) -> dict[str, str]:
    return (refusal.errors or {field: refusal.sentence}) if refusal else {}


def _address(request: Request, actor: Actor, query: str) -> str:
    return f"/hubs/{actor.hub_key}/contacts/{ref_of(request)}/outside{query}"
