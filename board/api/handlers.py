"""What each endpoint does: a command in one transaction, or a query of one moment. The guard has logged a reading before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate

from pydantic import BaseModel
from starlette.requests import Request

from board.api.models import FeedQuery, ListQuery, Rating, SafeNowSent
from board.commands import claims, contacts, ratings, safe_now
from board.commands.feed.numbers import number_events
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.guards import P, database, now, ref_of, transact
from board.intake.model import SentContact
from board.queries.document import contact_document, live_contacts
from board.queries.feed import feed
from board.store.engine import Tx

Answer = object
"""What a command returns, of which the endpoint's answer shows its own fields; or what a query found, as JSON has it."""


async def act(
    request: Request, verb: Callable[Concatenate[Tx, P], Awaitable[Answer]], *args: P.args, **kwargs: P.kwargs
) -> Answer:
    """Call a command in one transaction and answer with its result."""
    return (await transact(request, verb, *args, **kwargs))[0]


def number_in(request: Request, name: str) -> int:
    """A number of the path. Raises NotHere for what is no number of anything."""
    number = str(request.path_params[name])
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotHere
    return int(number)


def verb(command: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
    """The handler of a command of a contact that takes each member of the body by its name; the operation has the command's name."""

    @wraps(command)
    async def handler(request: Request, actor: Actor, sent: BaseModel | None = None) -> Answer:
        said = {name: getattr(sent, name) for name in type(sent).model_fields} if sent else {}
        return await act(request, command, actor, ref_of(request), **said, now=now(request))

    return handler


async def receive(request: Request, actor: Actor, sent: SentContact) -> Answer:
    received = (await transact(request, contacts.receive, actor, sent.to_domain(), now=now(request)))[0]
    said = {"receipt": received.receipt, "created": received.created}
    return said | ({"changed": received.changed} if received.ref is None else {"ref": received.ref})


async def listed(request: Request, actor: Actor, query: ListQuery) -> Answer:
    async with database(request).snapshot() as conn:
        return await live_contacts(conn, actor, now(request), after=query.after, limit=query.limit)


async def opened(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        return await contact_document(conn, actor, request.state.contact.ref, now(request))


async def take_next(request: Request, actor: Actor) -> Answer:
    return await act(request, claims.take_next, actor, now=now(request))


async def rate(request: Request, actor: Actor, sent: Rating) -> Answer:
    rating = sent.child_id, sent.rag, sent.reason
    return await act(request, ratings.rate, actor, ref_of(request), *rating, now=now(request))


async def record_safe_now(request: Request, actor: Actor, sent: SafeNowSent) -> Answer:
    child, fact = sent.child_id, sent.to_domain()
    return await act(request, safe_now.record_safe_now, actor, ref_of(request), child, fact, now=now(request))


async def events(request: Request, actor: Actor, query: FeedQuery) -> Answer:
    await transact(request, number_events, actor.hub_id)
    async with database(request).snapshot() as conn:
        return {"events": await feed(conn, actor, query.since, query.limit)}
