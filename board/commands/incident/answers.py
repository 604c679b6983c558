"""Late information of a closed contact waits for an answer: the contact is reopened, or a manager says why there is no need to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import Done, record
from board.commands.telling import over
from board.commands.words import given
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact
from board.store.engine import Tx

_ANSWER = text(
    "update late_information set to_answer = false, answered_at = :now, answered_by = :person_id, answer_reason = :reason "
    "where hub_id = :hub_id and contact_id = :contact_id and to_answer returning late_id"
)


async def leave_closed(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Late information is no reason to reopen a closed contact, which leaves the board again. Nothing to answer is silence.

    Raises ReasonNeeded and what the door raises. Locks: the contact. Writes late_information, deliveries, event contact_left_closed.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.CLOSE, now=now, lock=True)
    reason = given(reason)
    told = await answer_late(tx, contact, actor, reason, now=now)
    if told is None:
        return Done(contact.ref, changed=False)
    await record(tx, contact, "contact_left_closed", actor, told=told, words={"reason": reason}, now=now)
    return Done(contact.ref)


async def answer_late(
    tx: Tx, contact: Contact, actor: Actor, reason: str | None, *, now: datetime
) -> frozenset[int] | None:
    """Answer what waits; reason: why it stays closed, none where it was reopened. Its notices go.

    Returns the people whose notice went; none where nothing waited. The event is the caller's. Writes late_information, deliveries.
    """
    facts = contact.key | {"now": now, "person_id": actor.person_id, "reason": reason}
    if not (await tx.conn.execute(_ANSWER, facts)).all():
        return None
    return await over(tx, contact, kinds=["late_information"], now=now)
