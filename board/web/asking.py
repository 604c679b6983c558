"""An act that is answered by a question: somebody else holds a contact of the same family."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board.commands.matches import FAMILY_WAYS
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import SameFamily
from board.guards import database, open_contact
from board.queries.families import question
from board.views.families import Going
from board.web.answers import heading, is_click
from board.web.forms import fields
from board.web.live import click_frames
from board.web.shell import drawn

KEPT = {"allocate": ("to",), "reassign": ("to", "seen", "reason")}
"""Fields of each act's form that the question carries on."""


async def ask(request: Request, actor: Actor, asked: SameFamily) -> Response:
    """Answer an act where somebody else holds one of the family: the way to the page with the question, or, with words that were
    typed and may stand in no address, the page itself.
    """
    going = await _going(request)
    facts = {"act": going.act, "to": going.to, "seen": going.seen} if going.act != "claim" else {}
    there = f"/hubs/{actor.hub_key}/contacts/{asked.facts['ref']}/same-family"
    there += f"?{urlencode({name: text for name, text in facts.items() if text})}" if facts else ""
    if is_click(request):
        notice = {"kind": "refused", "title": heading(asked), "sentence": asked.sentence, "href": there}
        return JSONResponse(
            {"frames": await click_frames(request), "notice": notice | {"question": True}}, asked.status
        )
    if not going.reason:
        return RedirectResponse(there, 303)
    found = await open_contact(request, actor, Action.READ_CONTACT, "worked")
    return await question_page(request, actor, found, going, SameFamily.status)


async def _going(request: Request) -> Going:
    """What was asked, from the last part of its address and its form."""
    act = request.url.path.rpartition("/")[2]
    kept = await fields(request, *KEPT.get(act, ()))
    return Going(act if act in FAMILY_WAYS else "claim", **kept)


async def question_page(
    request: Request, actor: Actor, contact: Contact, going: Going, status: int
) -> Response:
    """The page with the question. The caller has passed the door and logged the reading."""
    async with database(request).connection() as conn:
        view = await question(conn, actor, contact, going)
    return drawn(request, view, "Same family?", here="desk", status=status)
