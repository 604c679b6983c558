"""Interests over HTTP: the page, an interest declared, marked on a contact, confirmed and ended."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.interest.deciding import confirm_interest, end_interest
from board.commands.interest.declaring import declare_interest, mark_interest
from board.domain.interest.families import KINDS
from board.domain.people import Actor
from board.domain.refusals import NotHere, Refusal
from board.guards import database, now, ref_of, transact
from board.queries.interest.interests import others_interests, own_interests
from board.views.interest.pages import InterestsPage
from board.web.clicks import reply
from board.web.forms import fields, number_or_none
from board.web.shell import drawn

FIELDS = ("kind", "names", "address", "reference")
SAID = {
    "declared": "Kept. From now on the board shows you no contact of this family.",
    "confirmed": "Confirmed.",
    "ended": "Ended. Contacts of the family exist for them again.",
}
"""The page's sentence after an act, by the word in its address."""


async def interests_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/interests"""
    return await _page(request, actor)


async def declare(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/interests: the answer is the same whether a contact of the family is here or not."""
    form = await fields(request, *FIELDS)
    kind, words = form["kind"], {name: form[name] for name in FIELDS[1:]}
    try:
        await transact(request, declare_interest, actor, kind, **words, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, form, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/interests?done=declared", 303)


async def mark(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/interest: a colleague has an interest in this family."""
    form, ref = await fields(request, "person", "kind", "reason"), ref_of(request)
    who = number_or_none(form["person"]) or 0
    await transact(request, mark_interest, actor, ref, who, form["kind"], form["reason"], now=now(request))
    return await reply(request, actor, ref, f"{ref} is kept from your colleague. A manager decides.")


async def confirm(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/interests/{interest}/confirm"""
    await transact(request, confirm_interest, actor, request.path_params["interest"], now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/interests?done=confirmed", 303)


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/interests/{interest}/end"""
    form, interest = await fields(request, "reason"), request.path_params["interest"]
    try:
        await transact(request, end_interest, actor, interest, form["reason"], now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, form, refusal, wrong=interest)
    return RedirectResponse(f"/hubs/{actor.hub_key}/interests?done=ended", 303)


async def _page(
    request: Request,
    actor: Actor,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    *,
    wrong: int | None = None,
) -> Response:
    async with database(request).snapshot() as conn:
        own, others = await own_interests(conn, actor), await others_interests(conn, actor)
    errors = (refusal.errors or {"names": refusal.sentence}) if refusal else {}
    view = InterestsPage(
        hub_key=actor.hub_key,
        kinds=tuple(KINDS.items()),
        own=own,
        others=others,
        typed=dict.fromkeys((*FIELDS, "reason"), "") | (typed or {}),
        errors=errors,
        said="" if refusal else SAID.get(request.query_params.get("done", ""), ""),
        wrong=wrong,
    )
    title = "Error: Interests" if refusal else "Interests"
    return drawn(request, view, title, here="interests", refusal=refusal)
