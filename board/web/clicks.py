"""Clicks on contacts: parse, one transaction, one command, reply. Every one works without JavaScript, and with the socket down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands import (
    children,
    claims,
    closures,
    deliveries,
    holds,
    measures,
    ratings,
    restrictions,
    reviews,
)
from board.domain.people import Actor
from board.domain.refusals import SameFamily
from board.guards import database, now
from board.intake.model import to_new_child
from board.intake.moments import moment_of
from board.web.again import typed_again
from board.web.answers import is_click
from board.web.asking import ask
from board.web.forms import fields, many, number, uuids
from board.web.live import clicked


@typed_again
async def claim(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/claim: give this contact to the person who clicked."""
    form, ref = await fields(request, "anyway", "reason"), request.path_params["ref"]
    why = form["reason"] if form["anyway"] == "yes" else None
    try:
        async with database(request).transaction() as tx:
            done = await claims.claim(tx, actor, ref, anyway=why, now=now(request))
    except SameFamily as asked:
        return await ask(request, actor, asked)
    undo = tx.seq if done.changed else None
    return await reply(request, actor, done.ref, f"{done.ref} is yours.", undo=undo)


async def take_next(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/take-next: claim the most urgent contact that waits, and open it."""
    try:
        async with database(request).transaction() as tx:
            done = await claims.take_next(tx, actor, now=now(request))
    except SameFamily as asked:
        return await ask(request, actor, asked)
    undo = tx.seq if done.changed else None
    return await reply(request, actor, done.ref, f"{done.ref} is yours.", undo=undo)


@typed_again
async def release(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/release"""
    form = await fields(request, "reason")
    async with database(request).transaction() as tx:
        done = await claims.release(tx, actor, request.path_params["ref"], form["reason"], now=now(request))
    said = f"{done.ref} waits again, with your reason on its card."
    return await reply(request, actor, done.ref, said, undo=tx.seq)


@typed_again
async def rate(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/rating: one child, or all of them, with a reason."""
    form = await fields(request, "child", "rag", "reason")
    child = number(form["child"]) if form["child"] else None
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await ratings.rate(tx, actor, ref, child, form["rag"], form["reason"], now=now(request))
    said, undo = ("Rated.", tx.seq) if done.changed else ("It was rated so already.", None)
    return await reply(request, actor, done.ref, said, undo=undo)


@typed_again
async def add_child(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/children"""
    form = await fields(request, "given_name", "family_name", "born_on", "unborn", "expected_on")
    child = to_new_child({**form, "unborn": form["unborn"] == "yes"}, now=now(request))
    ref = request.path_params["ref"].upper()
    async with database(request).transaction() as tx:
        await children.add_child(tx, actor, ref, child, now=now(request))
    return await reply(request, actor, ref, "The child was added.")


@typed_again
async def restrict(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/restrict: from now on it exists only for the people named."""
    form, ref = await fields(request, "reason"), request.path_params["ref"].upper()
    named, out = await many(request, "person"), await many(request, "out")
    async with database(request).transaction() as tx:
        people, kept = map(number, named), [number(one) for one in out]
        await restrictions.restrict(tx, actor, ref, people, form["reason"], keep_out=kept, now=now(request))
    return await reply(request, actor, ref, f"{ref} exists only for the people named.")


@typed_again
async def unrestrict(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/unrestrict"""
    form, ref = await fields(request, "reason"), request.path_params["ref"].upper()
    async with database(request).transaction() as tx:
        await restrictions.unrestrict(tx, actor, ref, form["reason"], now=now(request))
    return await reply(request, actor, ref, f"{ref} stands on the board again.")


@typed_again
async def close(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/close"""
    form, ref = await fields(request, "outcome", "reason"), request.path_params["ref"].upper()
    async with database(request).transaction() as tx:
        await closures.close(tx, actor, ref, form["outcome"], form["reason"], now=now(request))
    return await reply(request, actor, ref, f"{ref} has left the board.")


@typed_again
async def hold(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/hold: a legal hold."""
    form, ref = await fields(request, "reason"), request.path_params["ref"].upper()
    async with database(request).transaction() as tx:
        await holds.hold(tx, actor, ref, form["reason"], now=now(request))
    return await reply(request, actor, ref, f"Nothing of {ref} will be disposed of.")


@typed_again
async def lift_hold(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/lift-hold"""
    ref = request.path_params["ref"].upper()
    async with database(request).transaction() as tx:
        await holds.lift(tx, actor, ref, now=now(request))
    return await reply(request, actor, ref, f"The legal hold on {ref} is lifted.")


@typed_again
async def record_measure(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/measures: what protects a child or family, and until when."""
    form = await fields(request, "kind", "child", "began_on", "began_time", "ends_on", "ends_time", "note")
    began, ends = moment_of(form, "began"), moment_of(form, "ends", optional=True)
    child = number(form["child"]) if form["child"] else None
    new = measures.NewMeasure(form["kind"], began, ends, child, form["note"])
    async with database(request).transaction() as tx:
        done = await measures.record_measure(tx, actor, request.path_params["ref"], new, now=now(request))
    return await reply(request, actor, done.ref, "Recorded. Reminders run until you say that it is over.")


@typed_again
async def end_measure(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/end-measure: it is over, and what followed."""
    form = await fields(request, "measure", "reason")
    which, ref = number(form["measure"]), request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await measures.end_measure(tx, actor, ref, which, form["reason"], now=now(request))
    return await reply(
        request, actor, done.ref, "Noted: it is over." if done.changed else "It was over already."
    )


@typed_again
async def review(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/review: a manager has looked at what is open for long."""
    form, ref = await fields(request, "reason"), request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await reviews.review(tx, actor, ref, form["reason"], now=now(request))
    return await reply(request, actor, done.ref, "Reviewed. The time to review it begins anew.")


async def acknowledge(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/notices/{delivery}/acknowledge"""
    delivery: UUID = request.path_params["delivery"]
    async with database(request).transaction() as tx:
        await deliveries.acknowledge(tx, actor, delivery, now=now(request))
    return await reply(request, actor, None, "Noted.")


async def acknowledge_all(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/notices/acknowledge: the messages of one line, as they stood there."""
    form = await fields(request, "deliveries", longest=100_000)
    listed = uuids(form["deliveries"])
    async with database(request).transaction() as tx:
        await deliveries.acknowledge(tx, actor, *listed, now=now(request))
    return await reply(request, actor, None, "Noted.")


async def reply(
    request: Request, actor: Actor, ref: str | None, sentence: str, *, undo: int | None = None
) -> Response:
    """What a click answers: frames and a sentence to our script, the contact's page to a browser without it.

    undo: number of the event that whoever clicked may take back for a while; an open contact offers that by itself too.
    """
    here = f"/hubs/{actor.hub_key}/contacts/{ref}" if ref else f"/hubs/{actor.hub_key}/desk"
    if not is_click(request):
        return RedirectResponse(here, 303)
    notice: dict[str, Any] = {"kind": "done", "title": "Done.", "sentence": sentence, "href": here}
    if undo is not None:
        notice["undo"] = {"href": f"{here}/undo", "seq": undo}
    return await clicked(request, notice)
