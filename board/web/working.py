"""Clicks that pass work on: hand over and its answers, allocate, reassign, who decides, and taking back what was done last."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands import allocations, hand_overs, owners, undo
from board.domain.people import Actor
from board.domain.refusals import SameFamily
from board.guards import database, now
from board.views.families import Going
from board.web.again import typed_again
from board.web.asking import ask
from board.web.clicks import reply
from board.web.forms import fields, number


@typed_again
async def hand_over(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/hand-over: offer it to one colleague, who accepts or declines."""
    form, ref = await fields(request, "to", "note"), request.path_params["ref"]
    to = person(form["to"])
    async with database(request).transaction() as tx:
        done = await hand_overs.hand_over(tx, actor, ref, to, form["note"], now=now(request))
    said = f"{done.ref} is offered to {done.offered_to}, and yours until they accept."
    return await reply(request, actor, done.ref, said, undo=tx.seq if done.changed else None)


@typed_again
async def accept(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/accept: what is offered to whoever clicked is theirs."""
    form, ref = await fields(request, "anyway", "reason"), request.path_params["ref"]
    try:
        async with database(request).transaction() as tx:
            done = await hand_overs.accept(tx, actor, ref, anyway=_anyway(form), now=now(request))
    except SameFamily as asked:
        return await ask(request, actor, asked, Going("accept"))
    said = f"{done.ref} is yours."
    return await reply(request, actor, done.ref, said, undo=tx.seq if done.changed else None)


@typed_again
async def decline(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/decline: with a reason its holder reads."""
    form, ref = await fields(request, "reason"), request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await hand_overs.decline(tx, actor, ref, form["reason"], now=now(request))
    said = f"{done.holder} keeps {done.ref} and is told why."
    return await reply(request, actor, done.ref, said, undo=tx.seq)


@typed_again
async def withdraw(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/withdraw: take back an offer nobody has answered."""
    async with database(request).transaction() as tx:
        done = await hand_overs.withdraw(tx, actor, request.path_params["ref"], now=now(request))
    return await reply(request, actor, done.ref, f"{done.ref} is offered to nobody.", undo=tx.seq)


@typed_again
async def allocate(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/allocate: give what nobody has to somebody."""
    form, ref = await fields(request, "to", "anyway", "reason"), request.path_params["ref"]
    to = person(form["to"])
    try:
        async with database(request).transaction() as tx:
            done = await allocations.allocate(tx, actor, ref, to, anyway=_anyway(form), now=now(request))
    except SameFamily as asked:
        return await ask(request, actor, asked, Going("allocate", form["to"]))
    said = f"{done.holder} has {done.ref} and is told."
    return await reply(request, actor, done.ref, said, undo=tx.seq if done.changed else None)


@typed_again
async def reassign(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/reassign: move it from the holder whoever clicked saw."""
    form, ref = await fields(request, "to", "reason", "seen", "anyway"), request.path_params["ref"]
    to, seen, why = person(form["to"]), form["seen"] or None, form["reason"]
    try:
        async with database(request).transaction() as tx:
            done = await allocations.reassign(
                tx, actor, ref, to, why, seen=seen, anyway=_anyway(form), now=now(request)
            )
    except SameFamily as asked:
        return await ask(request, actor, asked, Going("reassign", form["to"], form["seen"], why))
    said = f"{done.holder} has {done.ref} now. Both of them are told."
    return await reply(request, actor, done.ref, said, undo=tx.seq if done.changed else None)


@typed_again
async def own(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/owner: who decides it, start to finish."""
    form, ref = await fields(request, "to", "why", "reason", "seen"), request.path_params["ref"]
    to = person(form["to"])
    async with database(request).transaction() as tx:
        done = await owners.own(
            tx, actor, ref, to, form["why"], form["reason"], seen=form["seen"], now=now(request)
        )
    return await reply(request, actor, done.ref, f"{done.manager} decides {done.ref}, start to finish.")


@typed_again
async def take_back(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/undo: what whoever clicked did last, as long as nothing happened since."""
    form, ref = await fields(request, "seq"), request.path_params["ref"]
    seq = number(form["seq"]) if form["seq"] else None
    async with database(request).transaction() as tx:
        done = await undo.undo(tx, actor, ref, seq, now=now(request))
    return await reply(request, actor, done.ref, f"Undone: {done.what} of {done.ref}. The record keeps both.")


def _anyway(form: dict[str, str]) -> str | None:
    """Why it is done although somebody else holds one of the family; none where that was not asked yet."""
    return form["reason"] if form["anyway"] == "yes" else None


def person(text: str) -> int:
    """The person a form names; nobody, whom every command refuses, where none was chosen. Raises NotHere for what is no number."""
    return number(text) if text else 0
