"""One person of the hub over HTTP: their seats and work, handed on when they are absent, and ended in one act when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.grant.absence import Plan, hand_on_work
from board.commands.grant.leaving import end_leavers_sessions, leave
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere, Refusal
from board.guards import database, now, transact
from board.queries.grant.pages import people_who_may, person_of_hub
from board.store.grant import work_of
from board.views.grant.pages import PersonPage
from board.web.forms import fields, number_or_none
from board.web.shell import drawn

FIELDS = ("to", "decides", "until", "reason")
EMPTY = dict.fromkeys(FIELDS, "")
SAID = {"handed": "Handed on."}


async def person_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/people/{person}"""
    return await _person(request, actor, EMPTY)


async def hand_on(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/{person}/hand-on: the work of somebody who is absent goes to colleagues or waits again."""
    form, person_id = await fields(request, *FIELDS, longest=2000), request.path_params["person"]
    try:
        plan = Plan(
            number_or_none(form["to"]), number_or_none(form["decides"]), form["reason"], _day(form["until"])
        )
        await transact(request, hand_on_work, actor, person_id, plan, now=now(request))
    except Refusal as refusal:
        return await _person(request, actor, form, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/people/{person_id}?done=handed", 303)


async def end_everything(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/{person}/leave: seats, sessions and messages end, and the person's page lists what they held for a week."""
    person_id = request.path_params["person"]
    try:
        await transact(request, leave, actor, person_id, now=now(request))
        await transact(request, end_leavers_sessions, actor, person_id, now=now(request))
    except Refusal as refusal:
        return await _person(request, actor, EMPTY, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/people/{person_id}", 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput({"until": "Enter the day as 2026-11-30."}) from None


async def _person(
    request: Request,
    actor: Actor,
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
) -> Response:
    if isinstance(refusal, NotHere):
        raise refusal
    person_id = request.path_params["person"]
    async with database(request).connection() as conn:
        found = await person_of_hub(conn, actor.hub_id, person_id, now(request))
        if found is None:
            raise NotHere
        person, left_at = found
        work = await work_of(conn, actor, person_id, now(request), left_at=left_at)
        able = await people_who_may(conn, actor.hub_id, Action.CLAIM, Action.OWN)
    colleagues, managers = (tuple(one for one in people if one[0] != person_id) for people in able)
    view = PersonPage(
        hub_key=actor.hub_key,
        me=actor.person_id,
        person=person,
        holds=work.holds,
        decides=work.decides,
        offered=work.offered,
        lists=work.lists,
        duties=work.duties,
        left_at=left_at,
        colleagues=colleagues,
        managers=managers,
        typed=typed,
        said=SAID.get(request.query_params.get("done", ""), ""),
        errors=(refusal.errors or {FIELDS[-1]: refusal.sentence}) if refusal else {},
    )
    title = f"{'Error: ' if refusal else ''}One person"
    return drawn(request, view, title, here="people", refusal=refusal)
