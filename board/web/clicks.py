"""Clicks on contacts: parse, one transaction, one command, reply. Every one works without JavaScript, and with the socket down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands import (
    children,
    claims,
    closures,
    deliveries,
    measures,
    ratings,
    restrictions,
)
from board.domain.people import Actor
from board.guards import now, ref_of, transact
from board.intake.model import to_new_child
from board.intake.moments import moment_of
from board.web.answers import is_click
from board.web.asking import ANSWER, answered, asked_before
from board.web.forms import fields, number, number_or_none, numbers, uuids
from board.web.live import clicked

Click = Callable[[Request, Actor], Awaitable[Response]]
Verb = Callable[..., Awaitable[object]]


async def claim(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/claim: give this contact to the person who clicked."""
    why = anyway(await fields(request, "anyway", "reason"))
    done, seq = await transact(request, claims.claim, actor, ref_of(request), anyway=why, now=now(request))
    return await reply(request, actor, done.ref, f"{done.ref} is yours.", undo=seq)


async def take_next(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/take-next: claim the most urgent contact that waits, and open it."""
    done, seq = await transact(request, claims.take_next, actor, now=now(request))
    return await reply(request, actor, done.ref, f"{done.ref} is yours.", undo=seq)


async def release(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/release"""
    form, ref = await fields(request, "reason"), ref_of(request)
    _, seq = await transact(request, claims.release, actor, ref, form["reason"], now=now(request))
    return await reply(request, actor, ref, f"{ref} waits again, with your reason on its card.", undo=seq)


async def rate(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/rating: one child, or all of them, with a reason."""
    form, ref = await fields(request, "child", "rag", "reason"), ref_of(request)
    child, rag, reason = number_or_none(form["child"]), form["rag"], form["reason"]
    done, seq = await transact(request, ratings.rate, actor, ref, child, rag, reason, now=now(request))
    said = "Rated." if done.changed else "It was rated so already."
    return await reply(request, actor, ref, said, undo=seq)


async def add_child(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/children"""
    form = await fields(request, "given_name", "family_name", "born_on", "unborn", "expected_on")
    child, ref = to_new_child({**form, "unborn": form["unborn"] == "yes"}, now=now(request)), ref_of(request)
    await transact(request, children.add_child, actor, ref, child, now=now(request))
    return await reply(request, actor, ref, "The child was added.")


async def restrict(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/restrict: from now on it exists only for the people named."""
    why, ref = (await fields(request, "reason"))["reason"], ref_of(request)
    people, out = await numbers(request, "person"), await numbers(request, "out")
    await transact(request, restrictions.restrict, actor, ref, people, why, keep_out=out, now=now(request))
    return await reply(request, actor, ref, f"{ref} exists only for the people named.")


async def close(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/close: it leaves the board with an outcome and a reason."""
    form, ref = await fields(request, "outcome", "reason", ANSWER), ref_of(request)
    said, why = (form["outcome"], form["reason"]), answered(form)
    seen = await asked_before(request) if why else None
    _, seq = await transact(
        request, closures.close, actor, ref, *said, anyway=why, seen=seen, now=now(request)
    )
    return await reply(request, actor, ref, f"{ref} has left the board.", undo=seq)


async def record_measure(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/measures: what protects a child or family, and until when."""
    form = await fields(request, "kind", "child", "began_on", "began_time", "ends_on", "ends_time", "note")
    began, ends = moment_of(form, "began"), moment_of(form, "ends", optional=True)
    new = measures.NewMeasure(form["kind"], began, ends, number_or_none(form["child"]), form["note"])
    ref = ref_of(request)
    await transact(request, measures.record_measure, actor, ref, new, now=now(request))
    return await reply(request, actor, ref, "Recorded. Reminders run until you say that it is over.")


async def end_measure(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/end-measure: it is over, and what followed."""
    form, ref = await fields(request, "measure", "reason"), ref_of(request)
    which, why = number(form["measure"]), form["reason"]
    done, _ = await transact(request, measures.end_measure, actor, ref, which, why, now=now(request))
    return await reply(request, actor, ref, "Noted: it is over." if done.changed else "It was over already.")


async def acknowledge(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/notices/{delivery}/acknowledge"""
    delivery: UUID = request.path_params["delivery"]
    await transact(request, deliveries.acknowledge, actor, delivery, now=now(request))
    return await reply(request, actor, None, "Noted.")


async def acknowledge_all(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/notices/acknowledge: the messages of one line, as they stood there."""
    form = await fields(request, "deliveries", longest=100_000)
    await transact(request, deliveries.acknowledge, actor, *uuids(form["deliveries"]), now=now(request))
    return await reply(request, actor, None, "Noted.")


def says(verb: Verb, sentence: str, *names: str) -> Click:
    """A click that hands the texts of these fields to a verb in their order. sentence: its answer, with {ref} for the contact."""

    async def click(request: Request, actor: Actor) -> Response:
        form, ref = await fields(request, *names), ref_of(request)
        await transact(request, verb, actor, ref, *(form[name] for name in names), now=now(request))
        return await reply(request, actor, ref, sentence.format(ref=ref))

    return click


def anyway(form: dict[str, str]) -> str | None:
    """Why it is done although somebody else holds one of the family; none where that was not asked yet."""
    return form["reason"] if form["anyway"] == "yes" else None


async def reply(
    request: Request,
    actor: Actor,
    ref: str | None,
    sentence: str,
    *,
    undo: int | None = None,
    by: str = "undo",
) -> Response:
    """What a click answers: frames and a sentence to our script, the contact's page to a browser without it.

    undo: number of the event that whoever clicked may take back for a while; an open contact offers that by itself too. by: the form that
    takes it back.
    """
    here = f"/hubs/{actor.hub_key}/contacts/{ref}" if ref else f"/hubs/{actor.hub_key}/desk"
    if not is_click(request):
        return RedirectResponse(here, 303)
    notice: dict[str, Any] = {"kind": "done", "title": "Done.", "sentence": sentence, "href": here}
    if undo is not None:
        notice["undo"] = {"href": f"{here}/{by}", "seq": undo}
    return await clicked(request, notice)
