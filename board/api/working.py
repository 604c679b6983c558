"""Passing work on through the API: the same commands as the clicks."""

from __future__ import annotations

from starlette.requests import Request

from board.api.handlers import Answer
from board.api.models import Claiming, Reason
from board.api.passing import Allocation, Offered, Owning, Reassignment, Undoing
from board.commands import allocations, hand_overs, owners
from board.commands import undo as undoing
from board.domain.people import Actor
from board.guards import database, now
from board.store.colleagues import addressed
from board.store.engine import Tx


async def hand_over(request: Request, actor: Actor, sent: Offered) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        to = await _person(tx, actor, sent.to)
        done = await hand_overs.hand_over(tx, actor, ref, to, sent.note, now=now(request))
    return 200, _handed(done)


async def accept(request: Request, actor: Actor, sent: Claiming) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await hand_overs.accept(tx, actor, ref, anyway=sent.anyway, now=now(request))
    return 200, _handed(done)


async def decline(request: Request, actor: Actor, sent: Reason) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await hand_overs.decline(tx, actor, ref, sent.reason, now=now(request))
    return 200, _handed(done)


async def withdraw(request: Request, actor: Actor) -> Answer:
    async with database(request).transaction() as tx:
        done = await hand_overs.withdraw(tx, actor, request.path_params["ref"], now=now(request))
    return 200, _handed(done)


async def allocate(request: Request, actor: Actor, sent: Allocation) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        to = await _person(tx, actor, sent.to)
        done = await allocations.allocate(tx, actor, ref, to, anyway=sent.anyway, now=now(request))
    return 200, {"ref": done.ref, "holder": done.holder, "changed": done.changed}


async def reassign(request: Request, actor: Actor, sent: Reassignment) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        to = await _person(tx, actor, sent.to)
        done = await allocations.reassign(
            tx, actor, ref, to, sent.reason, seen=sent.holder, anyway=sent.anyway, now=now(request)
        )
    return 200, {"ref": done.ref, "holder": done.holder, "changed": done.changed}


async def own(request: Request, actor: Actor, sent: Owning) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        to = await _person(tx, actor, sent.to) if sent.to else None
        why, reason = sent.why or "", sent.reason or ""
        done = await owners.own(tx, actor, ref, to, why, reason, seen=sent.manager, now=now(request))
    return 200, {"ref": done.ref, "manager": done.manager, "changed": done.changed}


async def undo(request: Request, actor: Actor, sent: Undoing) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await undoing.undo(tx, actor, ref, sent.seq, now=now(request))
    return 200, {"ref": done.ref, "what": done.what, "changed": done.changed}


async def _person(tx: Tx, actor: Actor, address: str) -> int:
    """Number of whoever has this address; nobody's, whom every command refuses, where none has."""
    return await addressed(tx.conn, actor.hub_id, address) or 0


def _handed(done: hand_overs.HandedOver) -> dict[str, object]:
    return {"ref": done.ref, "holder": done.holder, "offered_to": done.offered_to, "changed": done.changed}
