"""Two contacts that look alike: a person settles whether they are one family."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.matches import pair, record_likeness
from board.commands.record import keep_reason
from board.commands.words import given, salted
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.store.doors import access_contact
from board.store.engine import Tx

_SETTLE = text(
    "update matches set verdict = :verdict, verdict_reason = :reason, decided_at = :now, decided_by = :person_id "
    "where hub_id = :hub_id and contact_id = :one and other_id = :other returning match_id"
)
_STANDS = text(
    "select verdict from matches where hub_id = :hub_id and contact_id = :one and other_id = :other "
    "for no key update"
)


async def settle(
    tx: Tx, actor: Actor, ref: str, other: str, *, same: bool, reason: str, now: datetime
) -> bool:
    """Say that two contacts are of one family, or that they are not; the last word counts. Saying the same again changes nothing.

    Raises ReasonNeeded, NotHere where they do not look alike, and what the door raises. Locks: the match. Writes matches, event
    match_confirmed or match_rejected for each, or restricted_match_changed where one is restricted.
    """
    one = await access_contact(tx.conn, actor, ref, Action.SETTLE_MATCH, now=now)
    two = await access_contact(tx.conn, actor, other, Action.SETTLE_MATCH, now=now)
    reason, verdict = given(reason), "confirmed" if same else "rejected"
    these = pair(one.hub_id, one.contact_id, two.contact_id)
    stands = (await tx.conn.execute(_STANDS, these)).one_or_none()
    if stands is None:
        raise NotHere
    if stands.verdict == verdict:
        return False
    facts = {**these, "verdict": verdict, "reason": reason, "now": now, "person_id": actor.person_id}
    match_id = (await tx.conn.execute(_SETTLE, facts)).scalar_one()
    words = await salted(tx, one.hub_id, reason, now)
    for contact, beside_it in ((one, two), (two, one)):
        body = {"match": match_id, "reason": words}
        if not (one.restricted or two.restricted):
            await keep_reason(tx, contact, words, reason)
        await record_likeness(tx, contact, beside_it, f"match_{verdict}", actor, body, now=now)
    return True
