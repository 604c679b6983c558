"""Two contacts that look alike: a person settles whether they are one family."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.closures import late_still
from board.commands.incident.joining import both_locked, is_joined, part_again
from board.commands.interest.keeping import keep_together
from board.commands.matches import pair, record_likeness
from board.commands.record import keep_reason, record
from board.commands.running import keep_clocks
from board.commands.words import given, salted
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.refusals import NotHere
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

    The later of two that were one incident is on the board again. Raises ReasonNeeded, NotHere where they do not look alike, and what
    the door raises. Locks: both contacts by number, the match. Writes matches, what part_again writes, event match_confirmed or
    match_rejected for each, or restricted_match_changed where one is restricted, and contact_parted.
    """
    one, two = await both_locked(tx, actor, ref, other, now=now)
    reason, verdict = given(reason), "confirmed" if same else "rejected"
    these = pair(one.hub_id, one.contact_id, two.contact_id)
    stands = (await tx.conn.execute(_STANDS, these)).one_or_none()
    if stands is None:
        raise NotHere
    if stands.verdict == verdict:
        return False
    if stands.verdict == "incident":
        await _part(tx, actor, one, two, reason, now)
    facts = {**these, "verdict": verdict, "reason": reason, "now": now, "person_id": actor.person_id}
    match_id = (await tx.conn.execute(_SETTLE, facts)).scalar_one()
    words = await salted(tx, one.hub_id, reason, now)
    for contact, beside_it in ((one, two), (two, one)):
        body = {"match": match_id, "reason": words}
        if not (one.restricted or two.restricted):
            await keep_reason(tx, contact, words, reason)
        await record_likeness(tx, contact, beside_it, f"match_{verdict}", actor, body, now=now)
    if same:
        await keep_together(tx, actor, one, two, now=now)
    return True


async def _part(tx: Tx, actor: Actor, one: Contact, two: Contact, reason: str, now: datetime) -> None:
    """The later of the two is on the board again, since they are not one incident."""
    for contact in (one, two):
        if contact.closed_at is None or not await is_joined(tx, contact, {one.contact_id, two.contact_id}):
            continue
        told = await part_again(tx, actor, contact, undone=False, now=now)
        await keep_clocks(tx, contact, now=now)
        await late_still(tx, contact, contact.closed_at)
        await record(tx, contact, "contact_parted", actor, told=told, words={"reason": reason}, now=now)
