"""Consent on the page of a contact."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from board.commands.contact.consent import record_awareness, record_consent, record_decider
from board.domain.people import Actor
from board.domain.refusals import BadInput
from board.guards import now, ref_of, transact
from board.intake.days import BadCell, a_day
from board.intake.moments import moment_of
from board.web.clicks import reply
from board.web.forms import fields, number


async def consent(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/consent: the answer of an adult, or of a young person who can decide."""
    names = ("whom", "answer", "spoken_with", "words", "limits", "reason", "said_on", "said_time")
    form, ref = await fields(request, *names), ref_of(request)
    at, whom = moment_of(form, "said", optional=True), _whom(form["whom"])
    await transact(
        request,
        record_consent,
        actor,
        ref,
        form["answer"],
        adult_id=whom.get("adult_id"),
        child_id=whom.get("child_id"),
        spoken_with=form["spoken_with"],
        words=form["words"],
        limits=form["limits"],
        reason=form["reason"],
        said_at=at,
        now=now(request),
    )
    return await reply(request, actor, ref, "Consent is recorded.")


async def awareness(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/awareness: what an adult or a child knows."""
    names = ("whom", "state", "told_by", "reason", "look_again_on", "said_on", "said_time")
    form, ref = await fields(request, *names), ref_of(request)
    look, at = _day(form["look_again_on"]), moment_of(form, "said", optional=True)
    whom = _whom(form["whom"])
    await transact(
        request,
        record_awareness,
        actor,
        ref,
        form["state"],
        adult_id=whom.get("adult_id"),
        child_id=whom.get("child_id"),
        told_by=form["told_by"],
        reason=form["reason"],
        look_again_on=look,
        said_at=at,
        now=now(request),
    )
    return await reply(request, actor, ref, "Recorded.")


async def decides(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/decides: a young person who can decide."""
    form, ref = await fields(request, "whom", "decides", "reason"), ref_of(request)
    said, whom = (form["decides"], form["reason"]), _whom(form["whom"])
    await transact(
        request,
        record_decider,
        actor,
        ref,
        *said,
        adult_id=whom.get("adult_id"),
        child_id=whom.get("child_id"),
        now=now(request),
    )
    return await reply(request, actor, ref, "Recorded.")


def _whom(chosen: str) -> dict[str, int]:
    """The person chosen, as the commands name them; nobody where nothing was chosen. Raises NotHere."""
    who, _, named = chosen.partition(":")
    return {"adult_id" if who == "adult" else "child_id": number(named)} if chosen else {}


def _day(typed: str) -> date | None:
    """A day as a form sends it. Raises BadInput."""
    try:
        return a_day(typed.strip(), "day")
    except BadCell as wrong:
        raise BadInput({"look_again_on": f"{str(wrong)[:1].upper()}{str(wrong)[1:]}."}) from None
