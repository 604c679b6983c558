"""What each endpoint does: a command in one transaction, or a reading that is logged before its first byte."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request

from board.api.models import FeedQuery, ListQuery, Rating, Reason
from board.commands import claims, contacts, ratings
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refs import ALPHABET
from board.domain.refusals import NotHere
from board.guards import database, now
from board.intake.model import SentContact
from board.intake.texts import LONDON
from board.queries.cards import live_cards, own_cards
from board.queries.document import card_document, contact_document
from board.queries.feed import feed
from board.store.doors import access_contact
from board.store.policies import policy
from board.store.readings import log_reading

Answer = tuple[int, dict[str, Any]]
_REF = re.compile(f"[{ALPHABET}]{{3,8}}", re.IGNORECASE | re.ASCII)


def ref_of(request: Request) -> str:
    """The reference in the path. Raises NotHere for what can be none."""
    ref = str(request.path_params["ref"])
    if not _REF.fullmatch(ref):
        raise NotHere
    return ref.upper()


async def receive(request: Request, actor: Actor, sent: SentContact) -> Answer:
    async with database(request).transaction() as tx:
        received = await contacts.receive(tx, actor, sent.to_domain(), now=now(request))
    said = {"ref": received.ref, "created": received.created, "changed": received.changed}
    return 201 if received.created else 200, said


async def listed(request: Request, actor: Actor, query: ListQuery) -> Answer:
    at = now(request)
    async with database(request).transaction() as tx:
        await log_reading(tx.conn, actor, None, "/api/v1/contacts", "api", at)
        rules = await policy(tx.conn, actor.hub_id, at)
        today = at.astimezone(LONDON).date()
        own = [
            card
            for card in await own_cards(tx.conn, actor.hub_id, actor.person_id, rules, today)
            if card.restricted
        ]
        cards = sorted(
            [*await live_cards(tx.conn, actor.hub_id, rules, today), *own], key=lambda card: card.order
        )
    rest = [card for card in cards if query.after is None or card.order > query.after]
    page = rest[: query.limit]
    following = page[-1].order if len(rest) > len(page) else None
    return 200, {"contacts": [card_document(card, actor.lens) for card in page], "next": following}


async def opened(request: Request, actor: Actor) -> Answer:
    at = now(request)
    async with database(request).transaction() as tx:
        found = await access_contact(tx.conn, actor, ref_of(request), Action.READ_CONTACT, now=at)
        await log_reading(tx.conn, actor, found.contact_id, "/api/v1/contacts/{ref}", "api", at)
        rules = await policy(tx.conn, actor.hub_id, at)
        return 200, await contact_document(tx.conn, actor, found.ref, rules)


async def claim(request: Request, actor: Actor) -> Answer:
    async with database(request).transaction() as tx:
        claimed = await claims.claim(tx, actor, ref_of(request), now=now(request))
    return 200, {"ref": claimed.ref, "holder": claimed.holder, "changed": claimed.changed}


async def take_next(request: Request, actor: Actor) -> Answer:
    async with database(request).transaction() as tx:
        claimed = await claims.take_next(tx, actor, now=now(request))
    return 200, {"ref": claimed.ref, "holder": claimed.holder, "changed": claimed.changed}


async def release(request: Request, actor: Actor, sent: Reason) -> Answer:
    async with database(request).transaction() as tx:
        released = await claims.release(tx, actor, ref_of(request), sent.reason, now=now(request))
    return 200, {"ref": released.ref, "changed": released.changed}


async def rate(request: Request, actor: Actor, sent: Rating) -> Answer:
    async with database(request).transaction() as tx:
        rated = await ratings.rate(
            tx, actor, ref_of(request), sent.child_id, sent.rag, sent.reason, now=now(request)
        )
    return 200, {"ref": rated.ref, "changed": rated.changed}


async def events(request: Request, actor: Actor, query: FeedQuery) -> Answer:
    async with database(request).snapshot() as conn:
        return 200, {"events": await feed(conn, actor, query.since, query.limit)}
