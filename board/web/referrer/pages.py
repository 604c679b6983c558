"""A referrer who is not to be named: recording it, and the page of texts to redact."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands.referrer.naming import hide_referrer
from board.commands.referrer.redactions import redact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import Refusal
from board.guards import database, now, open_contact, ref_of, transact
from board.queries.referrer.texts import texts_page
from board.web.clicks import reply
from board.web.forms import fields, number
from board.web.shell import drawn

READING = "referrer_texts"
LONGEST = 100_000


async def hide(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/hide-referrer: nobody is shown the name from now on; the texts that tell it come next."""
    ref = ref_of(request)
    await transact(request, hide_referrer, actor, ref, now=now(request))
    if not actor.may(Action.REDACT):
        return await reply(request, actor, ref, "The referrer’s name is shown to nobody.")
    return await show_texts(request, actor)


async def show_texts(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/referrer-texts: on a page of its own, logged before the first byte."""
    return await _texts(request, actor)


async def redact_text(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/redact: one text; then the page again, with what was typed if it was refused."""
    form = await fields(request, "place", "number", "redacted", longest=LONGEST)
    typed = form["place"], number(form["number"]), form["redacted"]
    try:
        await transact(request, redact, actor, ref_of(request), *typed, now=now(request))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _texts(request, actor, refusal, typed)
    return await _texts(request, actor)


async def _texts(
    request: Request,
    actor: Actor,
    refusal: Refusal | None = None,
    typed: tuple[str, int, str] | None = None,
) -> Response:
    found = await open_contact(request, actor, Action.REDACT, READING)
    error = refusal.sentence if refusal else None
    async with database(request).connection() as conn:
        view = await texts_page(conn, actor, found, error=error, typed=typed)
    title = f"Error: texts of {found.ref}" if refusal else f"Texts of {found.ref}"
    return drawn(request, view, title, here="desk", refusal=refusal)
