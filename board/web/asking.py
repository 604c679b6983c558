"""An act that is answered by a question, which is answered once with words of why it is done all the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board.commands.matches import FAMILY_WAYS
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import Refusal, SameFamily
from board.guards import database, now, open_contact
from board.queries.families import question
from board.views.families import Going
from board.views.question import AnywayPage
from board.web.answers import heading, is_click
from board.web.forms import fields, form_of
from board.web.live import click_frames
from board.web.shell import drawn

KEPT = {"allocate": ("to",), "reassign": ("to", "seen", "reason")}
"""Fields of each act's form that the question carries on."""


ANSWER = "why_anyway"
"""The field of the page with the question that holds the answer."""
ASKED = "asked"
"""Its hidden fields with each sentence of the question, so that what came since is asked too."""
_ACTS = {
    "close": "Close {ref} anyway",
    "hand-over": "Offer {ref} anyway",
    "allocate": "Allocate {ref} anyway",
    "reassign": "Reassign {ref} anyway",
}


def answered(form: dict[str, str]) -> str | None:
    """The answer; none where nothing was asked yet, or nothing was answered."""
    return form[ANSWER] if form[ANSWER].strip() else None


async def asked_before(request: Request) -> frozenset[str] | None:
    """The sentences that the page with the question showed; none where the form says nothing of them."""
    sentences = (await form_of(request)).getlist(ASKED)
    return frozenset(one for one in sentences if isinstance(one, str)) or None


async def ask_anyway(request: Request, actor: Actor, asked: Refusal) -> Response:
    """A click is told to send its form to the page with the question; a form is answered by that page, with all that was typed."""
    if is_click(request):
        notice = {"kind": "refused", "title": heading(asked), "sentence": asked.sentence, "question": True}
        return JSONResponse({"frames": await click_frames(request), "notice": notice}, asked.status)
    found = await open_contact(request, actor, Action.READ_CONTACT, "worked")
    form, act = await form_of(request), request.url.path.rpartition("/")[2]
    kept = tuple(
        (name, text)
        for name, text in form.multi_items()
        if isinstance(text, str) and name not in (ANSWER, ASKED)
    )
    asks: Any = asked.facts.get("asks", ())
    sentences, typed = tuple(asks), str(form.get(ANSWER, ""))
    do = _ACTS[act].format(ref=found.ref)
    view = AnywayPage(actor.hub_key, found.ref, act, asked.sentence, do, kept, sentences, typed)
    return drawn(request, view, heading(asked), here="desk", status=asked.status)


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
        view = await question(conn, actor, contact, going, now(request))
    return drawn(request, view, "Same family?", here="desk", status=status)
