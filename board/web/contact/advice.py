"""Advice given without a contact: its page and forms."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.contact.advice import advice_became_contact, give_advice
from board.domain.people import Actor
from board.domain.refusals import UnknownCode
from board.guards import database, now, transact
from board.queries.advice import advice_page
from board.web.forms import fields
from board.web.shell import drawn


async def page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/advice"""
    async with database(request).connection() as conn:
        view = await advice_page(conn, actor, now(request))
    return drawn(request, view, "Advice without a contact", here="new")


async def give(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/advice: the source and the advice."""
    form = await fields(request, "source", "advice", longest=100)
    try:
        await transact(request, give_advice, actor, form["source"], form["advice"], now=now(request))
    except UnknownCode:
        said = "Choose who asked and your advice. Nothing was saved."
        async with database(request).connection() as conn:
            chosen = form["source"], form["advice"]
            view = await advice_page(conn, actor, now(request), error=said, chosen=chosen)
        return drawn(request, view, "Error: Advice without a contact", here="new", status=422)
    return RedirectResponse(f"/hubs/{actor.hub_key}/advice", 303)


async def became_contact(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/advice/{advice}/contact: it is counted as a contact, and the form to log that opens."""
    number = request.path_params["advice"]
    done, _ = await transact(request, advice_became_contact, actor, number, now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/contacts/new?source={done.source}", 303)
