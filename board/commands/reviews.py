"""A manager looks at what has been open for long, and says why it still is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.review_meetings import meeting_over
from board.commands.running import keep_clocks
from board.commands.words import given
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.engine import Tx

_REVIEW = text(
    "insert into reviews (hub_id, contact_id, reviewed_at, reviewed_by, finding) "
    "values (:hub_id, :contact_id, :now, :person_id, :finding)"
)
# The newest review of the contact, if it is this one: one that ended a meeting left none to be ended.
_SAME = text(
    "select reviewed_by = :person_id and finding = :finding and reviewed_at > :since and not exists (select from review_meetings m "
    "where m.hub_id = :hub_id and m.contact_id = :contact_id and m.ended_at is null and m.starts_at <= :now) from reviews "
    "where hub_id = :hub_id and contact_id = :contact_id order by review_id desc limit 1"
)
AGAIN_WITHIN = timedelta(hours=1)
"""Whoever lost the answer sends it again by then; who looks at a contact anew and finds the same does so weeks later."""


async def review(tx: Tx, actor: Actor, ref: str, finding: str, *, now: datetime) -> Done:
    """Review an open contact; the time to review it again begins anew. The same finding by the same person soon after is silence, unless
    somebody reviewed it in between, or they have met to review it since.

    Raises ReasonNeeded, ContactClosed and what the door raises. Locks: the contact. Writes reviews, clocks, what meeting_over writes,
    event contact_reviewed.
    """
    contact = await open_contact(tx, actor, ref, Action.REVIEW, now=now)
    finding = given(finding)
    facts = contact.key | {"now": now, "person_id": actor.person_id, "finding": finding}
    if (await tx.conn.execute(_SAME, facts | {"since": now - AGAIN_WITHIN})).scalar_one_or_none():
        return Done(contact.ref, changed=False)
    await tx.conn.execute(_REVIEW, facts)
    held = await meeting_over(tx, contact, actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    await record(tx, contact, "contact_reviewed", actor, told=held, words={"finding": finding}, now=now)
    return Done(contact.ref)
