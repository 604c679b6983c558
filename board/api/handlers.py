"""What each endpoint does: a command in one transaction, or a query of one moment. The guard has logged a reading before."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from board.api.models import Claiming, FeedQuery, ListQuery, Rating, Reason, SafeNowSent
from board.commands import claims, contacts, ratings, safe_now
from board.domain.people import Actor
from board.guards import database, now
from board.intake.model import SentContact
from board.queries.document import contact_document, live_contacts
from board.queries.feed import feed

Answer = tuple[int, dict[str, Any]]


async def receive(request: Request, actor: Actor, sent: SentContact) -> Answer:
    async with database(request).transaction() as tx:
        received = await contacts.receive(tx, actor, sent.to_domain(), now=now(request))
    said = {"ref": received.ref, "created": received.created, "changed": received.changed}
    return 201 if received.created else 200, said


async def listed(request: Request, actor: Actor, query: ListQuery) -> Answer:
    async with database(request).snapshot() as conn:
        return 200, await live_contacts(conn, actor, now(request), after=query.after, limit=query.limit)


async def opened(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        return 200, await contact_document(conn, actor, request.state.contact.ref, now(request))


async def claim(request: Request, actor: Actor, sent: Claiming) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        claimed = await claims.claim(tx, actor, ref, anyway=sent.anyway, now=now(request))
    return 200, {"ref": claimed.ref, "holder": claimed.holder, "changed": claimed.changed}


async def take_next(request: Request, actor: Actor) -> Answer:
    async with database(request).transaction() as tx:
        claimed = await claims.take_next(tx, actor, now=now(request))
    return 200, {"ref": claimed.ref, "holder": claimed.holder, "changed": claimed.changed}


async def release(request: Request, actor: Actor, sent: Reason) -> Answer:
    async with database(request).transaction() as tx:
        released = await claims.release(tx, actor, request.path_params["ref"], sent.reason, now=now(request))
    return 200, {"ref": released.ref, "changed": released.changed}


async def rate(request: Request, actor: Actor, sent: Rating) -> Answer:
    async with database(request).transaction() as tx:
        rated = await ratings.rate(
            tx, actor, request.path_params["ref"], sent.child_id, sent.rag, sent.reason, now=now(request)
        )
    return 200, {"ref": rated.ref, "changed": rated.changed}


async def record_safe_now(request: Request, actor: Actor, sent: SafeNowSent) -> Answer:
    async with database(request).transaction() as tx:
        done = await safe_now.record_safe_now(
            tx, actor, request.path_params["ref"], sent.child_id, sent.to_domain(), now=now(request)
        )
    return 200, {"ref": done.ref, "changed": True}


async def events(request: Request, actor: Actor, query: FeedQuery) -> Answer:
    async with database(request).snapshot() as conn:
        return 200, {"events": await feed(conn, actor, query.since, query.limit)}
