"""People and seats over HTTP: the hub's people, and a seat given, confirmed, taken back and ended."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.grant.giving import SeatGiven, confirm, give, withdraw
from board.commands.seats import end_seat
from board.domain.grant.rules import RULES, given_by
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere, Refusal
from board.guards import database, now, transact
from board.queries.account.look_ups import failed_look_ups
from board.queries.directory.entries import agency_names
from board.queries.grant.pages import grants_of_hub, people_of_hub, role_words
from board.views.grant.pages import GivePage, PeoplePage
from board.web.forms import fields
from board.web.shell import drawn

FIELDS = ("name", "address", "agency", "role")
EMPTY = dict.fromkeys(FIELDS, "")
MOST = 400
SAID = {
    "given": "The seat is given. The person is asked to take it.",
    "to-confirm": "The seat is given. A second manager must confirm it before the person is asked.",
    "confirmed": "The seat is confirmed. The person is asked to take it.",
    "link": "The link is on its way. It opens with a code alone, for one use within a day.",
    "text": "The code is on its way as a text message.",
    "withdrawn": "The seat is taken back. Nobody is asked any more.",
    "ended": "The seat is ended. All that the person held waits again, and managers are told of each contact.",
}
"""The page's sentence after an act, by the word in its address."""


async def people_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/people"""
    return await people_drawn(request, actor)


async def give_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/people/new"""
    return await _form(request, actor, EMPTY)


async def give_seat(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people: give a seat to somebody, whether anyone knows them or not."""
    form = await fields(request, *FIELDS, longest=MOST)
    given = SeatGiven(form["name"], form["address"], form["agency"], form["role"])
    try:
        await transact(request, give, actor, given, now=now(request))
    except Refusal as refusal:
        return await _form(request, actor, form, refusal)
    done = "to-confirm" if any(form["role"] in rule.seats and rule.confirmers for rule in RULES) else "given"
    return _to_people(actor, done)


async def confirm_seat(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/seats-given/{grant}/confirm: the second manager says yes."""
    try:
        await transact(request, confirm, actor, request.path_params["grant"], now=now(request))
    except Refusal as refusal:
        return await people_drawn(request, actor, refusal)
    return _to_people(actor, "confirmed")


async def withdraw_seat(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/seats-given/{grant}/withdraw: nobody is asked any more."""
    try:
        await transact(request, withdraw, actor, request.path_params["grant"], now=now(request))
    except Refusal as refusal:
        return await people_drawn(request, actor, refusal)
    return _to_people(actor, "withdrawn")


async def end_seat_here(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/seats/{seat}/end: it allows nothing from now on."""
    try:
        await transact(request, end_seat, actor, request.path_params["seat"], now=now(request))
    except Refusal as refusal:
        return await people_drawn(request, actor, refusal)
    return _to_people(actor, "ended")


def _to_people(actor: Actor, done: str) -> Response:
    return RedirectResponse(f"/hubs/{actor.hub_key}/people?done={done}", 303)


async def people_drawn(request: Request, actor: Actor, refusal: Refusal | None = None) -> Response:
    """The people of the hub, with what was just refused."""
    if isinstance(refusal, NotHere):
        raise refusal
    async with database(request).connection() as conn:
        manages = actor.may(Action.END_SESSIONS)
        view = PeoplePage(
            actor.hub_key,
            actor.person_id,
            await people_of_hub(conn, actor.hub_id),
            await grants_of_hub(conn, actor, now(request)),
            await failed_look_ups(conn, actor.hub_id, now(request)) if manages else None,
            said=SAID.get(request.query_params.get("done", ""), ""),
            errors={"people": refusal.sentence} if refusal else {},
        )
    title = f"{'Error: ' if refusal else ''}People"
    return drawn(request, view, title, here="people", refusal=refusal)


async def _form(
    request: Request, actor: Actor, typed: Mapping[str, str], refusal: Refusal | None = None
) -> Response:
    if isinstance(refusal, NotHere):
        raise refusal
    async with database(request).connection() as conn:
        agencies = await agency_names(conn, actor.hub_id, now(request))
    errors = (refusal.errors or {"address": refusal.sentence}) if refusal else {}
    roles = tuple((role.value, role_words(role)) for role in given_by(actor.roles))
    rules = tuple(rule.sentence for rule in RULES)
    view = GivePage(actor.hub_key, agencies, roles, rules, typed, errors)
    title = f"{'Error: ' if refusal else ''}Give a seat"
    return drawn(request, view, title, here="people", refusal=refusal)
