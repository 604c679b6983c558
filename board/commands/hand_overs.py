"""Hand over: the holder offers a contact to one colleague and keeps it until that colleague accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.matches import must_ask
from board.commands.off_duty import must_be_on_duty
from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.commands.telling import over, tell
from board.commands.words import given, unasked
from board.domain.contacts import Contact, clock_time
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    AlreadyOffered,
    CannotHold,
    NobodyHoldsIt,
    NothingOffered,
    NotTheHolder,
    OfferOver,
)
from board.store.colleagues import colleague
from board.store.engine import Tx
from board.store.holding import Offer, begin_claim, end_claim, end_offer, offer, standing_offer

_LAST = text(
    "select h.ended_as, h.ended_at from hand_overs h where h.hub_id = :hub_id and h.contact_id = :contact_id "
    "and h.person_id = :person_id order by h.hand_over_id desc limit 1"
)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Who has the contact now, and to whom it stands offered, if it does. changed: false when it was so already."""

    ref: str
    holder: str
    offered_to: str | None
    changed: bool = True


async def hand_over(
    tx: Tx, actor: Actor, ref: str, person_id: int, note: str, *, anyway: str | None = None, now: datetime
) -> HandedOver:
    """Offer a contact one holds to a colleague, with what is left to do. The holder keeps it until it is accepted.

    The same offer again changes nothing. anyway: why, although the colleague is off duty. Raises ContactClosed, NobodyHoldsIt,
    NotTheHolder, CannotHold, AlreadyOffered, ReasonNeeded, OffDuty and what the door raises.
    Locks: the contact. Writes hand_overs, clocks, deliveries, event hand_over_offered.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    holder = _held_by(contact, actor)
    if person_id == actor.person_id:
        raise CannotHold({"to": "You hold it already. Choose a colleague."}, ref=contact.ref)
    name = await colleague(tx.conn, contact, person_id, Action.CLAIM)
    if name is None:
        raise CannotHold({"to": "Choose a colleague whose seat claims contacts."}, ref=contact.ref)
    standing = await standing_offer(tx.conn, contact)
    if standing is not None:
        if standing.person_id == person_id:
            return HandedOver(contact.ref, holder, standing.name, changed=False)
        raise AlreadyOffered(ref=contact.ref, person=standing.name, at=clock_time(standing.offered_at))
    note = given(note, "note")
    asked = await must_be_on_duty(tx, actor, contact, person_id, anyway, now=now)
    words = {"note": note} | (asked or unasked(anyway))
    await offer(tx.conn, contact, person_id, note, at=now)
    told = await tell(tx, contact, "hand_over_offered", [person_id], by=actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    told |= {person_id}
    body = {"person": person_id}
    await record(tx, contact, "hand_over_offered", actor, body, told=told, words=words, now=now)
    return HandedOver(contact.ref, holder, name)


async def accept(tx: Tx, actor: Actor, ref: str, *, anyway: str | None = None, now: datetime) -> HandedOver:
    """Take over a contact that is offered to oneself. Accepting what one has accepted changes nothing.

    anyway: why, where somebody else, whoever offers it among them, holds one of the same family. Raises ContactClosed, OfferOver,
    SameFamily, ReasonNeeded and what the door raises. Locks: the contact, its matches. Writes hand_overs, claims, clocks, matches,
    deliveries, event hand_over_accepted.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    if contact.holder_id == actor.person_id:
        return HandedOver(contact.ref, actor.name, None, changed=False)
    standing = await _offered_to(tx, contact, actor)
    before = contact.holder_id
    assert before is not None, "only a holder's claim is offered"
    asked = await must_ask(tx, actor, contact, actor.person_id, anyway, act="accept", now=now)
    await end_offer(tx.conn, contact, actor.person_id, "accepted", now=now)
    await end_claim(tx.conn, contact, actor.person_id, standing.note, now=now)
    await begin_claim(tx.conn, contact, actor.person_id, given_as="handed_over", given_by=before, now=now)
    told = await over(tx, contact, now=now)
    told |= await tell(tx, contact, "hand_over_answered", [before], by=actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    body: Body = {"person": before, **asked.body}
    await record(tx, contact, "hand_over_accepted", actor, body, told=told, words=asked.words, now=now)
    return HandedOver(contact.ref, actor.name, None)


async def decline(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> HandedOver:
    """Say no to a contact that is offered to oneself, with a reason its holder reads; the holder keeps it.

    Raises ContactClosed, OfferOver, ReasonNeeded and what the door raises. Locks: the contact. Writes hand_overs, clocks, deliveries,
    event hand_over_declined.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    await _offered_to(tx, contact, actor)
    reason = given(reason)
    await end_offer(tx.conn, contact, actor.person_id, "declined", reason=reason, now=now)
    told = await over(tx, contact, now=now)
    told |= await tell(tx, contact, "hand_over_answered", [contact.holder_id], by=actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    body, words = {"person": contact.holder_id}, {"reason": reason}
    await record(tx, contact, "hand_over_declined", actor, body, told=told, words=words, now=now)
    return HandedOver(contact.ref, str(contact.holder), None)


async def withdraw(tx: Tx, actor: Actor, ref: str, *, now: datetime) -> HandedOver:
    """Take back an offer that nobody has answered; the holder's own.

    Raises ContactClosed, NobodyHoldsIt, NotTheHolder (also where it was accepted meanwhile), NothingOffered and what the door raises.
    Locks: the contact. Writes hand_overs, clocks, event hand_over_withdrawn.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    holder = _held_by(contact, actor)
    gone = await end_offer(tx.conn, contact, actor.person_id, "withdrawn", now=now)
    if not gone:
        raise NothingOffered(ref=contact.ref)
    (person_id,) = gone
    told = await over(tx, contact, now=now)
    await keep_clocks(tx, contact, now=now)
    await record(tx, contact, "hand_over_withdrawn", actor, {"person": person_id}, told=told, now=now)
    return HandedOver(contact.ref, holder, None)


def _held_by(contact: Contact, actor: Actor) -> str:
    if contact.holder_id is None:
        raise NobodyHoldsIt(ref=contact.ref)
    if contact.holder_id != actor.person_id:
        raise NotTheHolder(ref=contact.ref, holder=contact.holder)
    return actor.name


async def _offered_to(tx: Tx, contact: Contact, actor: Actor) -> Offer:
    standing = await standing_offer(tx.conn, contact)
    if standing is not None and standing.person_id == actor.person_id:
        return standing
    last = (await tx.conn.execute(_LAST, contact.key | {"person_id": actor.person_id})).one_or_none()
    now = f"{contact.holder} holds it" if contact.holder else "nobody holds it"
    if last is not None and last.ended_as in ("withdrawn", "undone"):
        now = f"the offer was taken back at {clock_time(last.ended_at)}, and {now}"
    raise OfferOver(ref=contact.ref, standing=now, holder=contact.holder)
