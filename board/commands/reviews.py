"""A manager looks at what has been open for long, and says why it still is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.review_meetings import meeting_over
from board.commands.running import keep_clocks
from board.commands.words import given, salted
from board.domain.events import Event
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.named import concerned_by

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


@dataclass(frozen=True, slots=True)
class Reviewed:
    """changed: false when the newest review said so already."""

    ref: str
    changed: bool = True


async def review(tx: Tx, actor: Actor, ref: str, finding: str, *, now: datetime) -> Reviewed:
    """Review an open contact; the time to review it again begins anew. The same finding by the same person soon after is silence, unless
    somebody reviewed it in between, or they have met to review it since.

    Raises ReasonNeeded, ContactClosed and what the door raises. Locks: the contact. Writes reviews, clocks, what meeting_over writes,
    event contact_reviewed.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.REVIEW, now=now, lock=True)
    contact.must_be_open()
    finding = given(finding)
    facts = {
        "hub_id": contact.hub_id,
        "contact_id": contact.contact_id,
        "now": now,
        "person_id": actor.person_id,
    }
    same = {**facts, "finding": finding, "since": now - AGAIN_WITHIN}
    if (await tx.conn.execute(_SAME, same)).scalar_one_or_none():
        return Reviewed(contact.ref, changed=False)
    await tx.conn.execute(_REVIEW, {**facts, "finding": finding})
    held = await meeting_over(tx, contact, actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    body = {"finding": await salted(tx, contact.hub_id, finding, now)}
    concerned = await concerned_by(tx.conn, contact) | held
    tx.record(
        contact.hub_id, Event("contact_reviewed", now, actor.person_id, contact.contact_id, concerned, body)
    )
    return Reviewed(contact.ref)
