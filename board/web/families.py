"""Clicks about a family: where each child is now."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from board.commands import safe_now
from board.domain.people import Actor
from board.domain.refusals import BadInput
from board.domain.safe_now import SafeNow
from board.guards import database, now
from board.intake.days import BadCell, a_day, a_time, moment
from board.intake.texts import LONDON
from board.web.again import typed_again
from board.web.clicks import reply
from board.web.forms import fields, number


@typed_again
async def record_safe_now(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/safe-now: where one child is, or all of them, and who says so."""
    form = await fields(
        request, "child", "whereabouts", "not_known", "with_whom", "said_by", "said_time", "said_on"
    )
    ref = request.path_params["ref"].upper()
    fact = safe_now_of(form, now(request))
    child = number(form["child"]) if form["child"] else None
    async with database(request).transaction() as tx:
        await safe_now.record_safe_now(tx, actor, ref, child, fact, now=now(request))
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
