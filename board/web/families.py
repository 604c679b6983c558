"""A family: where each child is now, the question when one is given away, two contacts side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands import matches, safe_now
from board.commands.incident import joining, settling
from board.commands.matches import FAMILY_WAYS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    BadInput,
    ContactClosed,
    JoinedBefore,
    MoreSerious,
    NotHere,
    NotJoined,
    NotNamedAlike,
    ReasonNeeded,
    StillRuns,
)
from board.domain.safe_now import SafeNow
from board.guards import database, now, ref_of, template, transact
from board.intake.days import BadCell, a_day, a_time, moment
from board.intake.texts import LONDON
from board.looking import must_be_let_look
from board.queries.families import likely, side, today_of
from board.queries.identity.same import same_people
from board.store.doors import access_contact
from board.store.policies import policy
from board.store.readings import log_reading
from board.views.families import Answer, ComparePage, Going
from board.views.identity.same import SameTyped
from board.web.asking import question_page
from board.web.clicks import reply
from board.web.forms import fields, number, number_or_none
from board.web.shell import drawn

NOT_JOINED: Final = (NotJoined, StillRuns, MoreSerious, NotNamedAlike, JoinedBefore, ContactClosed)


async def record_safe_now(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/safe-now: where one child is, or all of them, and who says so."""
    form = await fields(
        request, "child", "whereabouts", "not_known", "with_whom", "said_by", "said_time", "said_on"
    )
    ref, child, fact = ref_of(request), number_or_none(form["child"]), safe_now_of(form, now(request))
    await transact(request, safe_now.record_safe_now, actor, ref, child, fact, now=now(request))
    return await reply(request, actor, ref, "Written down.")


def safe_now_of(form: dict[str, str], now: datetime) -> SafeNow:
    """What the form says. Raises BadInput where it says two things, or nothing, or a time that is none."""
    where, not_known = form["whereabouts"].strip(), form["not_known"] == "yes"
    if where and not_known:
        raise BadInput({"whereabouts": "Either say where, or tick that it is not known; not both."})
    if not where and not not_known:
        raise BadInput({"whereabouts": "Say where, or tick that it is not known."})
    said_at = said_at_of(form["said_on"].strip(), form["said_time"].strip(), now)
    return SafeNow(where or None, form["with_whom"], form["said_by"], said_at)


def said_at_of(on: str, at: str, now: datetime) -> datetime:
    """When something was said: just now where nothing is given, today where only a time is. Raises BadInput."""
    if not at:
        if on:
            raise BadInput({"said_time": "Give the time as well as the day."})
        return now
    try:
        time = a_time(at)
    except BadCell as bad:
        raise BadInput({"said_time": f"This cannot be taken: {bad}."}) from None
    try:
        day = a_day(on, "day") or now.astimezone(LONDON).date()
        return moment(day, time)[0]
    except BadCell as bad:
        raise BadInput({"said_on": f"This cannot be taken: {bad}."}) from None


async def question(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/same-family: leave it to whoever holds the other, or go on and say why."""
    said = request.query_params
    going = Going(said.get("act", "claim"), said.get("to", ""), said.get("seen", ""))
    if going.act not in FAMILY_WAYS or any(text and not number(text) for text in (going.to, going.seen)):
        raise NotHere
    return await question_page(request, actor, request.state.contact, going, 200)


async def leave_to_holder(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/leave-to-holder: whoever holds the other one of the family is told."""
    form = await fields(request, "other", longest=20)
    ref = ref_of(request)
    await must_be_let_look(request, actor, form["other"])
    name, _ = await transact(request, matches.leave_to_holder, actor, ref, form["other"], now=now(request))
    return await reply(
        request, actor, ref, f"{name} is told that {ref} was left to them. It waits until somebody claims it."
    )


async def compare(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/compare/{other}: two contacts side by side, each a reading."""
    return await compared_page(request, actor, Answer(), 200)


async def settle(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/compare/{other}: the same incident, the same family, or another family."""
    form = await fields(request, "same", "reason", "anyway", "raised", longest=1000)
    ref, other = ref_of(request), request.path_params["other"].upper()
    said = Answer(form["same"], form["reason"], form["anyway"], form["raised"] == "yes")
    if said.same not in ("incident", "yes", "no"):
        wrong = {"same": "Say whether it is the same incident, the same family, or another family."}
        return await compared_page(request, actor, replace(said, errors=wrong), 422)
    try:
        if said.same == "incident":
            await transact(
                request,
                joining.join,
                actor,
                ref,
                other,
                said.reason,
                anyway=said.anyway or None,
                raised=said.raised,
                now=now(request),
            )
        else:
            family, why = said.same == "yes", said.reason
            await transact(
                request, settling.settle, actor, ref, other, same=family, reason=why, now=now(request)
            )
    except (ReasonNeeded, BadInput) as refusal:
        return await compared_page(request, actor, replace(said, errors=dict(refusal.errors)), 422)
    except NOT_JOINED as refusal:
        asks = (
            "anyway"
            if isinstance(refusal, NotJoined)
            else "raised"
            if isinstance(refusal, MoreSerious)
            else ""
        )
        wrong = {asks or "same": refusal.sentence}
        return await compared_page(request, actor, replace(said, errors=wrong, asks=asks), refusal.status)
    return RedirectResponse(f"/hubs/{actor.hub_key}/contacts/{ref}/compare/{other}", 303)


async def compared_page(
    request: Request, actor: Actor, said: Answer, status: int, same: SameTyped | None = None
) -> Response:
    """Two contacts side by side, each a reading. said, same: forms that were sent and not taken."""
    ref, other = ref_of(request), request.path_params["other"].upper()
    async with database(request).transaction() as tx:
        one = await access_contact(tx.conn, actor, ref, Action.READ_CONTACT, now=now(request))
        two = await access_contact(tx.conn, actor, other, Action.READ_CONTACT, now=now(request))
        for contact in (one, two):
            await log_reading(tx.conn, actor, contact.contact_id, template(request), "compared", now(request))
        rules, today = await policy(tx.conn, actor.hub_id, now(request)), today_of(now(request))
        sides = (
            await side(tx.conn, actor, one.ref, rules, today),
            await side(tx.conn, actor, two.ref, rules, today),
        )
        people = await same_people(tx.conn, actor, one, two, same or SameTyped())
        found = next((row for row in await likely(tx.conn, actor, one) if row.ref == two.ref), None)
    first = min((one, two), key=lambda each: (each.received_at, each.contact_id))
    view = ComparePage(actor.hub_key, sides, found, found.reasons if found else None, said, first.ref, people)
    return drawn(request, view, f"{ref} and {other}", here="desk", status=status)
