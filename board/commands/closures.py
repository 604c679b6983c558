"""A contact leaves the board by a manager's word, and stays on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.matches import part
from board.commands.owners import must_decide
from board.commands.record import open_contact, record
from board.commands.review_meetings import meeting_over
from board.commands.running import keep_clocks
from board.commands.telling import over
from board.commands.words import given, one_of
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.engine import Tx
from board.store.holding import end_claim, end_offer
from board.store.policies import policy_of

_CLOSE = text(
    "update contacts set closed_at = :now, closed_by = :person_id, outcome = :outcome, outcome_reason = :reason "
    "where hub_id = :hub_id and contact_id = :contact_id"
)


async def close(tx: Tx, actor: Actor, ref: str, outcome: str, reason: str, *, now: datetime) -> None:
    """Take a contact off the board with an outcome and its reason; whoever held it holds it no more.

    Its deciding manager alone may; where there is none, whoever closes it becomes it. Raises ReasonNeeded, UnknownCode, ContactClosed,
    DecidedByAnother and what the door raises. Locks: the contact. Writes contacts, claims, hand_overs, owners, clocks, what meeting_over
    writes; events owner_taken, contact_closed.
    """
    contact = await open_contact(tx, actor, ref, Action.CLOSE, now=now)
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    one_of(sorted(o.code for o in policy.outcomes), "outcome", outcome)
    reason = given(reason)
    await must_decide(tx, actor, contact, now=now)
    facts = {"now": now, "person_id": actor.person_id, "outcome": outcome, "reason": reason}
    await tx.conn.execute(_CLOSE, contact.key | facts)
    await end_offer(tx.conn, contact, actor.person_id, "overtaken", now=now)
    told = await over(tx, contact, now=now)
    told |= await meeting_over(tx, contact, actor.person_id, now=now)
    await end_claim(tx.conn, contact, actor.person_id, "The contact was closed.", now=now)
    await keep_clocks(tx, contact, now=now)
    if not contact.restricted:
        await part(tx, contact, now=now)
    body, words = {"outcome": outcome}, {"reason": reason}
    await record(tx, contact, "contact_closed", actor, body, told=told, words=words, now=now)
