"""Passing work on through the API: the same commands as the clicks."""

from __future__ import annotations

from starlette.requests import Request

from board.api.handlers import Answer, act
from board.api.passing import Allocation, Offered, Owning, Reassignment, Undoing
from board.commands import allocations, hand_overs, owners
from board.commands.undo import undo as undo_act
from board.domain.people import Actor
from board.guards import database, now, ref_of
from board.queries.feed import seq_of
from board.store.colleagues import addressed


async def hand_over(request: Request, actor: Actor, sent: Offered) -> Answer:
    to = await _person(request, actor, sent.to)
    offer = ref_of(request), to, sent.note
    return await act(request, hand_overs.hand_over, actor, *offer, anyway=sent.anyway, now=now(request))


async def allocate(request: Request, actor: Actor, sent: Allocation) -> Answer:
    ref, to = ref_of(request), await _person(request, actor, sent.to)
    return await act(request, allocations.allocate, actor, ref, to, anyway=sent.anyway, now=now(request))


async def reassign(request: Request, actor: Actor, sent: Reassignment) -> Answer:
    moving = ref_of(request), await _person(request, actor, sent.to), sent.reason
    seen, why = sent.holder, sent.anyway
    return await act(request, allocations.reassign, actor, *moving, seen=seen, anyway=why, now=now(request))


async def own(request: Request, actor: Actor, sent: Owning) -> Answer:
    to = await _person(request, actor, sent.to) if sent.to else None
    owning = ref_of(request), to, sent.why or "", sent.reason or ""
    return await act(request, owners.own, actor, *owning, seen=sent.manager, now=now(request))


async def undo(request: Request, actor: Actor, sent: Undoing) -> Answer:
    seq = sent.seq
    if seq is not None:
        async with database(request).connection() as conn:
            seq = await seq_of(conn, actor.hub_id, seq)
    return await act(request, undo_act, actor, ref_of(request), seq, now=now(request))


async def _person(request: Request, actor: Actor, address: str) -> int:
    """Number of whoever has this address; nobody's, whom every command refuses, where none has."""
    async with database(request).connection() as conn:
        return await addressed(conn, actor.hub_id, address) or 0
