"""A contact leaves the board by a manager's word, and stays on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.matches import part
from board.commands.owners import must_decide
from board.commands.review_meetings import meeting_over
from board.commands.running import keep_clocks
from board.commands.telling import over
from board.commands.words import given, salted
from board.domain.events import Event
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import UnknownCode
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.holding import end_offer
from board.store.named import concerned_by
from board.store.policies import policy_of

_CLOSE = text(
    "update contacts set closed_at = :now, closed_by = :person_id, outcome = :outcome, outcome_reason = :reason "
    "where hub_id = :hub_id and contact_id = :contact_id"
)
_LET_GO = text(
    "update claims set released_at = :now, released_by = :person_id, release_reason = :reason "
    "where hub_id = :hub_id and contact_id = :contact_id and released_at is null"
)


async def close(tx: Tx, actor: Actor, ref: str, outcome: str, reason: str, *, now: datetime) -> None:
    """Take a contact off the board with an outcome and its reason; whoever held it holds it no more.

    Its deciding manager alone may; where there is none, whoever closes it becomes it. Raises ReasonNeeded, UnknownCode, ContactClosed,
    DecidedByAnother and what the door raises. Locks: the contact. Writes contacts, claims, hand_overs, owners, clocks, what meeting_over
    writes; events owner_taken, contact_closed.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.CLOSE, now=now, lock=True)
    contact.must_be_open()
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    known = {o.code for o in policy.outcomes}
    if outcome not in known:
        listed = ", ".join(sorted(known))
        raise UnknownCode(
            {"outcome": f"Choose one of: {listed}."}, field="outcome", value=outcome, known=listed
        )
    reason = given(reason)
    await must_decide(tx, actor, contact, now=now)
    facts = {
        "hub_id": contact.hub_id,
        "contact_id": contact.contact_id,
        "now": now,
        "person_id": actor.person_id,
    }
    concerned = await concerned_by(tx.conn, contact)
    await tx.conn.execute(_CLOSE, {**facts, "outcome": outcome, "reason": reason})
    await end_offer(tx.conn, contact, actor.person_id, "overtaken", now=now)
    concerned |= await over(tx, contact, now=now)
    concerned |= await meeting_over(tx, contact, actor.person_id, now=now)
    await tx.conn.execute(_LET_GO, {**facts, "reason": "The contact was closed."})
    await keep_clocks(tx, contact, now=now)
    if not contact.restricted:
        await part(tx, contact, now=now)
    tx.record(
        contact.hub_id,
        Event(
            "contact_closed",
            now,
            actor.person_id,
            contact.contact_id,
            concerned,
            {"outcome": outcome, "reason": await salted(tx, contact.hub_id, reason, now)},
        ),
    )
