"""Clicks that pass work on: hand over and its answers, allocate, reassign, who decides, and taking back what was done last."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands import allocations, hand_overs, owners, undo
from board.domain.people import Actor
from board.guards import database, now
from board.web.again import typed_again
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
    async with database(request).transaction() as tx:
        done = await hand_overs.accept(tx, actor, request.path_params["ref"], now=now(request))
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
    form, ref = await fields(request, "to"), request.path_params["ref"]
    to = person(form["to"])
    async with database(request).transaction() as tx:
        done = await allocations.allocate(tx, actor, ref, to, now=now(request))
    said = f"{done.holder} has {done.ref} and is told."
    return await reply(request, actor, done.ref, said, undo=tx.seq if done.changed else None)


@typed_again
async def reassign(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/reassign: move it from the holder whoever clicked saw."""
    form, ref = await fields(request, "to", "reason", "seen"), request.path_params["ref"]
    to, seen = person(form["to"]), form["seen"] or None
    async with database(request).transaction() as tx:
        done = await allocations.reassign(tx, actor, ref, to, form["reason"], seen=seen, now=now(request))
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


def person(text: str) -> int:
    """The person a form names; nobody, whom every command refuses, where none was chosen. Raises NotHere for what is no number."""
    return number(text) if text else 0
