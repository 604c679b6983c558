"""The RAG of a child, set only by a seat that may rate, each change with its reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import Done, keep_reason, open_contact, record
from board.commands.running import keep_clocks
from board.commands.words import given, one_of, salted
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import ChildrenUnknown, NotHere
from board.store.engine import Tx
from board.store.policies import policy_of

_CHILDREN = text(
    "select ch.child_id, ch.place, r.rag from children ch "
    "left join ratings r on r.hub_id = ch.hub_id and r.child_id = ch.child_id and r.replaced_at is null "
    "where ch.hub_id = :hub_id and ch.contact_id = :contact_id order by ch.place"
)
_REPLACE = text(
    "update ratings set replaced_at = :now where hub_id = :hub_id and child_id = :child_id and replaced_at is null"
)
_RATE = text(
    "insert into ratings (hub_id, contact_id, child_id, rag, reason, rated_at, rated_by) "
    "values (:hub_id, :contact_id, :child_id, :rag, :reason, :now, :person_id)"
)


async def rate(
    tx: Tx, actor: Actor, ref: str, child_id: int | None, rag: str, reason: str, *, now: datetime
) -> Done:
    """Rate one child, or every child of the contact (child_id none). The same colour again changes nothing.

    Raises ReasonNeeded, UnknownCode, ChildrenUnknown, ContactClosed, NotHere (no such child) and what the door raises. Locks: the
    contact. Writes ratings, clocks, one event child_rated a child that changed.
    """
    contact = await open_contact(tx, actor, ref, Action.RATE, now=now)
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    one_of(policy.rag_codes(), "rag", rag)
    changed = await rate_children(tx, actor, contact, child_id, rag, given(reason), now=now)
    if changed:
        await keep_clocks(tx, contact, now=now)
    return Done(contact.ref, changed)


async def rate_children(
    tx: Tx, actor: Actor, contact: Contact, child_id: int | None, rag: str, reason: str, *, now: datetime
) -> bool:
    """Write the ratings and queue their events; the caller has checked leave and code and keeps the clocks."""
    children = (await tx.conn.execute(_CHILDREN, contact.key)).all()
    if not children:
        raise ChildrenUnknown(ref=contact.ref)
    chosen = [c for c in children if child_id in (None, c.child_id)]
    if not chosen:
        raise NotHere
    changing = [c for c in chosen if c.rag != rag]
    for child in changing:
        facts = contact.key | {"child_id": child.child_id, "now": now}
        if child.rag is not None:
            await tx.conn.execute(_REPLACE, facts)
        await tx.conn.execute(_RATE, {**facts, "rag": rag, "reason": reason, "person_id": actor.person_id})
    digest = await salted(tx, contact.hub_id, reason, now) if changing else ""
    if changing:
        await keep_reason(tx, contact, digest, reason)
    for child in changing:
        rated: Body = {"before": child.rag, "rag": rag, "reason": digest, "together": len(changing)}
        body = {"child": child.child_id, "place": child.place, **rated}
        await record(tx, contact, "child_rated", actor, body, now=now)
    return bool(changing)
