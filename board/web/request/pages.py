"""Ask agencies about a contact, and see, withdraw, extend and confirm what they were asked."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.request import asking, changing
from board.domain.people import Actor
from board.domain.refusals import NotHere, Refusal
from board.domain.request.about import About
from board.guards import database, now, ref_of, transact
from board.intake.moments import moment_of
from board.queries.request.page import requests_page
from board.web.forms import fields, form_of, number, uuids
from board.web.shell import drawn

SAID = {
    "asked": "Asked. Each agency stands below with its due time.",
    "again": "They were asked the same already, and have not answered.",
    "withdrawn": "Withdrawn.",
    "extended": "The agency has until then.",
    "confirmed": "Confirmed.",
}
"""The page's sentence after an act, by the word in its address."""
_TEXTS = ("why", "necessary", "question", "at_once", "version")
_OF_PERSON = ("nhs_number", "former_names", "gp", "earlier_addresses")


async def page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/requests: as things stand when it is opened."""
    return await _page(request, actor)


async def ask(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/requests: one act, several agencies."""
    form = await form_of(request)
    agencies, people = ([str(one) for one in form.getlist(name)] for name in ("agency", "person"))
    typed = await fields(request, *_TEXTS, *(f"{name}-{key}" for key in people for name in _OF_PERSON))
    ticked = (*agencies, *people, *(str(one) for one in form.getlist("with_address")))
    try:
        about = tuple(_about(key, typed, f"address-{key}" in ticked) for key in people)
        asked = asking.Question(
            agencies,
            about,
            typed["why"],
            typed["necessary"],
            typed["question"],
            at_once=typed["at_once"] == "yes",
            baseline_version=number(typed["version"]),
        )
        done, _ = await transact(request, asking.ask, actor, ref_of(request), asked, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, refusal, typed, ticked)
    return _back(request, actor, "asked" if done.changed else "again")


async def withdraw(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/requests/{request}/withdraw"""
    why, which = (await fields(request, "reason"))["reason"], request.path_params["request"]
    try:
        await transact(request, changing.withdraw_request, actor, which, why, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, refusal)
    return _back(request, actor, "withdrawn")


async def extend(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/requests/{request}/extend"""
    form, which = await fields(request, "due_on", "due_time", "reason"), request.path_params["request"]
    try:
        later = which, moment_of(form, "due"), form["reason"]
        await transact(request, changing.extend_request, actor, *later, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, refusal)
    return _back(request, actor, "extended")


async def confirm(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/requests/confirm: the requests that stood on the page."""
    form = await fields(request, "requests", "reason")
    try:
        what = ref_of(request), uuids(form["requests"]), form["reason"]
        await transact(request, changing.confirm_requests, actor, *what, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, refusal)
    return _back(request, actor, "confirmed")


def _about(key: str, typed: dict[str, str], with_address: bool) -> About:
    who, _, named = key.partition("-")
    texts = {name: typed[f"{name}-{key}"] for name in _OF_PERSON}
    found = number(named)
    child, adult = (found, None) if who == "child" else (None, found)
    return About(child_id=child, adult_id=adult, with_address=with_address, **texts)


async def _page(
    request: Request,
    actor: Actor,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    ticked: tuple[str, ...] = (),
) -> Response:
    async with database(request).connection() as conn:
        view = await requests_page(conn, actor, request.state.contact, now(request))
    errors = (refusal.errors or {"form": refusal.sentence}) if refusal else {}
    said = SAID.get(request.query_params.get("done", ""), "")
    view = replace(view, said=said, errors=errors, typed=typed or {}, ticked=ticked)
    return drawn(request, view, "Agencies asked", here="desk", refusal=refusal)


def _back(request: Request, actor: Actor, done: str) -> Response:
    return RedirectResponse(f"/hubs/{actor.hub_key}/contacts/{ref_of(request)}/requests?done={done}", 303)
