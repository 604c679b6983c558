"""An act that is answered by a question: somebody else holds a contact of the same family."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from board import render
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import SameFamily
from board.guards import database, now, template
from board.queries.families import question
from board.store.doors import access_contact
from board.store.readings import log_reading
from board.views.families import Going
from board.web.answers import heading, is_click
from board.web.live import click_frames
from board.web.shell import shell_of


async def ask(request: Request, actor: Actor, asked: SameFamily, going: Going | None = None) -> Response:
    """What an act is answered where somebody else holds one of the family: the way to the page with the question, or, with words that were
    typed and may stand in no address, the page itself.
    """
    going = going or Going()
    facts = {"act": going.act, "to": going.to, "seen": going.seen} if going.act != "claim" else {}
    there = f"/hubs/{actor.hub_key}/contacts/{asked.facts['ref']}/same-family"
    there += f"?{urlencode({name: text for name, text in facts.items() if text})}" if facts else ""
    if not is_click(request):
        return await _with_words(request, actor, going) if going.reason else RedirectResponse(there, 303)
    notice = {
        "kind": "refused",
        "title": heading(asked),
        "sentence": asked.sentence,
        "href": there,
        "question": True,
    }
    return JSONResponse({"frames": await click_frames(request), "notice": notice}, asked.status)


async def _with_words(request: Request, actor: Actor, going: Going) -> Response:
    """The page with the question and what was typed, which is a reading of the contact like any other."""
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        found = await access_contact(tx.conn, actor, ref, Action.READ_CONTACT, now=now(request))
        await log_reading(tx.conn, actor, found.contact_id, template(request), "worked", now(request))
    return await question_page(request, actor, found, going, SameFamily.status)


async def question_page(
    request: Request, actor: Actor, contact: Contact, going: Going, status: int
) -> Response:
    """The page with the question. The caller has passed the door and logged the reading."""
    async with database(request).connection() as conn:
        page = await question(conn, actor, contact, going)
    shell = shell_of(request, "Same family?", here="desk")
    return HTMLResponse(render.page("families/same_family.html", shell=shell, page=page), status)
