"""One person of the hub over HTTP: their seats and work, handed on when they are absent, and ended in one act when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.grant.absence import Plan, hand_on_work
from board.commands.grant.leaving import end_leavers_sessions, leave
from board.domain.grant.work import Work
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere, Refusal
from board.guards import database, now, transact
from board.queries.grant.pages import people_of_hub, people_who_may
from board.store.grant import work_of
from board.views.grant.pages import PersonPage, PersonRow
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
    """POST /hubs/{hub}/people/{person}/leave: seats, sessions and messages end, and the page lists what the person held."""
    person_id = request.path_params["person"]
    async with database(request).connection() as conn:
        before = await people_of_hub(conn, actor.hub_id, person_id)
    try:
        left, _ = await transact(request, leave, actor, person_id, now=now(request))
        ended, _ = await transact(request, end_leavers_sessions, actor, person_id, now=now(request))
    except Refusal as refusal:
        return await _person(request, actor, EMPTY, refusal)
    if not before:
        raise NotHere
    return await _person(request, actor, EMPTY, left=(before[0], left.work), sessions_ended=ended)


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
    *,
    left: tuple[PersonRow, Work] | None = None,
    sessions_ended: bool = False,
) -> Response:
    if isinstance(refusal, NotHere):
        raise refusal
    person_id = request.path_params["person"]
    async with database(request).connection() as conn:
        if left is None:
            found = await people_of_hub(conn, actor.hub_id, person_id)
            if not found:
                raise NotHere
            left_now = found[0], await work_of(conn, actor, person_id, now(request))
        person, work = left or left_now
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
        left=left is not None,
        sessions_ended=sessions_ended,
        colleagues=colleagues,
        managers=managers,
        typed=typed,
        said=SAID.get(request.query_params.get("done", ""), ""),
        errors=(refusal.errors or {FIELDS[-1]: refusal.sentence}) if refusal else {},
    )
    title = f"{'Error: ' if refusal else ''}One person"
    return drawn(request, view, title, here="people", refusal=refusal)
