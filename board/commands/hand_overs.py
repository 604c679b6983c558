"""Hand over: the holder offers a contact to one colleague and keeps it until that colleague accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.commands.baton import Notice, pass_on, with_offer
from board.commands.matches import must_ask
from board.commands.off_duty import must_be_on_duty
from board.commands.record import open_contact
from board.commands.words import given, unasked
from board.domain.baton import claim_of
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import CannotHold
from board.store.colleagues import colleague
from board.store.engine import Tx


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The contact's holder now, and the person it is offered to. changed: false when it was so already."""

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
    claim = await with_offer(tx, claim_of(contact), person_id)
    claim.must_be_held(actor.person_id)
    if person_id == actor.person_id:
        raise CannotHold({"to": "You hold it already. Choose a colleague."}, ref=contact.ref)
    name = await colleague(tx.conn, contact, person_id, Action.CLAIM)
    if name is None:
        raise CannotHold({"to": "Choose a colleague whose seat claims contacts."}, ref=contact.ref)
    if not claim.can_be_offered(person_id):
        return HandedOver(contact.ref, actor.name, name, changed=False)
    note = given(note, "note")
    asked = await must_be_on_duty(tx, actor, contact, person_id, anyway, now=now)
    words = {"note": note} | (asked or unasked(anyway))
    move, body = claim.offer_to(person_id, actor.person_id, note), {"person": person_id}
    event, tells, told = "hand_over_offered", [Notice("hand_over_offered", [person_id])], [person_id]
    await pass_on(tx, actor, contact, claim, move, event, body, tells=tells, told=told, words=words, now=now)
    return HandedOver(contact.ref, actor.name, name)


async def accept(tx: Tx, actor: Actor, ref: str, *, anyway: str | None = None, now: datetime) -> HandedOver:
    """Take over a contact that is offered to oneself. Accepting what one has accepted changes nothing.

    anyway: why, where somebody else, also the person who offers it, holds one of the same family. Raises ContactClosed, OfferOver,
    SameFamily, ReasonNeeded and what the door raises. Locks: the contact, its matches. Writes hand_overs, claims, clocks, matches,
    deliveries, event hand_over_accepted.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    claim = await with_offer(tx, claim_of(contact), actor.person_id)
    move = claim.accept(actor.person_id)
    if move is None:
        return HandedOver(contact.ref, actor.name, None, changed=False)
    asked = await must_ask(tx, actor, contact, actor.person_id, anyway, act="accept", now=now)
    event, body, words = "hand_over_accepted", {"person": contact.holder_id, **asked.body}, asked.words
    tells = [Notice("hand_over_answered", [contact.holder_id])]
    await pass_on(tx, actor, contact, claim, move, event, body, tells=tells, words=words, now=now)
    return HandedOver(contact.ref, actor.name, None)


async def decline(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> HandedOver:
    """Say no to a contact that is offered to oneself, with a reason its holder reads; the holder keeps it.

    Raises ContactClosed, OfferOver, ReasonNeeded and what the door raises. Locks: the contact. Writes hand_overs, clocks, deliveries,
    event hand_over_declined.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    claim = await with_offer(tx, claim_of(contact), actor.person_id)
    claim.must_be_offered(actor.person_id)
    reason, holder = given(reason), contact.holder_id
    move, event = claim.decline(actor.person_id, reason), "hand_over_declined"
    body, words, tells = {"person": holder}, {"reason": reason}, [Notice("hand_over_answered", [holder])]
    await pass_on(tx, actor, contact, claim, move, event, body, tells=tells, words=words, now=now)
    return HandedOver(contact.ref, str(contact.holder), None)


async def withdraw(tx: Tx, actor: Actor, ref: str, *, now: datetime) -> HandedOver:
    """Take back an offer that nobody has answered; the holder's own.

    Raises ContactClosed, NobodyHoldsIt, NotTheHolder (also where it was accepted meanwhile), NothingOffered and what the door raises.
    Locks: the contact. Writes hand_overs, clocks, event hand_over_withdrawn.
    """
    contact = await open_contact(tx, actor, ref, Action.HAND_OVER, now=now)
    claim = claim_of(contact)
    move, body = claim.withdraw(actor.person_id), {"person": contact.offered_to}
    await pass_on(tx, actor, contact, claim, move, "hand_over_withdrawn", body, now=now)
    return HandedOver(contact.ref, actor.name, None)
