"""Clicks that pass work on: hand over and its answers, allocate, reassign, who decides, and taking back what was done last."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands import allocations, hand_overs, owners, undo
from board.domain.people import Actor
from board.guards import now, ref_of, transact
from board.web.asking import ANSWER, answered
from board.web.clicks import anyway, reply
from board.web.forms import fields, number_or_none


async def hand_over(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/hand-over: offer it to one colleague, who accepts or declines."""
    form, ref = await fields(request, "to", "note", ANSWER), ref_of(request)
    offer, why = (person(form["to"]), form["note"]), answered(form)
    done, seq = await transact(
        request, hand_overs.hand_over, actor, ref, *offer, anyway=why, now=now(request)
    )
    said = f"{ref} is offered to {done.offered_to}, and yours until they accept."
    return await reply(request, actor, ref, said, undo=seq)


async def accept(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/accept: what is offered to whoever clicked is theirs."""
    why, ref = anyway(await fields(request, "anyway", "reason")), ref_of(request)
    _, seq = await transact(request, hand_overs.accept, actor, ref, anyway=why, now=now(request))
    return await reply(request, actor, ref, f"{ref} is yours.", undo=seq)


async def decline(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/decline: with a reason its holder reads."""
    form, ref = await fields(request, "reason"), ref_of(request)
    done, seq = await transact(request, hand_overs.decline, actor, ref, form["reason"], now=now(request))
    return await reply(request, actor, ref, f"{done.holder} keeps {ref} and is told why.", undo=seq)


async def withdraw(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/withdraw: take back an offer nobody has answered."""
    ref = ref_of(request)
    _, seq = await transact(request, hand_overs.withdraw, actor, ref, now=now(request))
    return await reply(request, actor, ref, f"{ref} is offered to nobody.", undo=seq)


async def allocate(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/allocate: give what nobody has to somebody."""
    form, ref = await fields(request, "to", "anyway", "reason", ANSWER), ref_of(request)
    to, why = person(form["to"]), anyway(form) or answered(form)
    done, seq = await transact(request, allocations.allocate, actor, ref, to, anyway=why, now=now(request))
    return await reply(request, actor, ref, f"{done.holder} has {ref} and is told.", undo=seq)


async def reassign(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/reassign: move it from the holder whoever clicked saw."""
    form, ref = await fields(request, "to", "reason", "seen", "anyway", ANSWER), ref_of(request)
    to, seen, why = person(form["to"]), form["seen"] or None, form["reason"]
    all_the_same, at = anyway(form) or answered(form), now(request)
    done, seq = await transact(
        request, allocations.reassign, actor, ref, to, why, seen=seen, anyway=all_the_same, now=at
    )
    said = f"{done.holder} has {ref} now. Both of them are told."
    return await reply(request, actor, ref, said, undo=seq)


async def own(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/owner: who decides it, start to finish."""
    form, ref = await fields(request, "to", "why", "reason", "seen"), ref_of(request)
    to, why, reason, seen = person(form["to"]), form["why"], form["reason"], form["seen"]
    done, _ = await transact(request, owners.own, actor, ref, to, why, reason, seen=seen, now=now(request))
    return await reply(request, actor, ref, f"{done.manager} decides {ref}, start to finish.")


async def take_back(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/undo: what whoever clicked did last, as long as nothing happened since."""
    seq, ref = number_or_none((await fields(request, "seq"))["seq"]), ref_of(request)
    done, _ = await transact(request, undo.undo, actor, ref, seq, now=now(request))
    return await reply(request, actor, ref, f"Undone: {done.what} of {ref}. The record keeps both.")


def person(text: str) -> int:
    """The person a form names; nobody, whom every command refuses, where none was chosen. Raises NotHere for what is no number."""
    return number_or_none(text) or 0
