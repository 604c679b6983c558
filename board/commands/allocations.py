"""Allocate and reassign: a manager gives a contact to somebody, or moves one that is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.commands.baton import Notice, pass_on
from board.commands.matches import Answered, must_ask
from board.commands.off_duty import must_be_on_duty
from board.commands.owners import own_if_nobody_does
from board.commands.record import open_contact
from board.commands.words import given
from board.domain.baton import claim_of
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import CannotHold, NobodyToMoveItFrom, OffDuty, SameFamily
from board.store.colleagues import colleague
from board.store.engine import Tx
from board.store.urgencies import rated_first


@dataclass(frozen=True, slots=True)
class Allocated:
    """The contact's holder now. changed: false when they had it already."""

    ref: str
    holder: str
    changed: bool


async def allocate(
    tx: Tx, actor: Actor, ref: str, person_id: int, *, anyway: str | None = None, now: datetime
) -> Allocated:
    """Give a contact that nobody has to a practitioner, who is told; of a red one urgently, so that it lies in nobody's tray.

    Giving it again to its holder changes nothing. The manager who allocates decides it from then on, where nobody does yet.
    anyway: why, where another than they holds one of the same family, or they are off duty. Raises ContactClosed, CannotHold,
    AlreadyClaimed (names the holder), SameFamily, OffDuty, ReasonNeeded and what the door raises. Locks: the contact,
    its matches. Writes claims, clocks, matches, deliveries, owners; events owner_taken, contact_allocated.
    """
    contact, name = await _given_to(tx, actor, ref, person_id, now)
    claim = claim_of(contact)
    move = claim.take(person_id, how="allocated", given_by=actor.person_id)
    if move is None:
        return Allocated(contact.ref, name, changed=False)
    asked = await _must_answer(tx, actor, contact, person_id, anyway, act="allocate", now=now)
    owns = await own_if_nobody_does(tx, actor, contact, now=now)
    tells = [Notice("allocated", [person_id], urgent=await rated_first(tx.conn, contact))]
    event, words, told = "contact_allocated", asked.words, [person_id]
    body: Body = {"person": person_id, "owner_taken": owns, **asked.body}
    await pass_on(tx, actor, contact, claim, move, event, body, tells=tells, told=told, words=words, now=now)
    return Allocated(contact.ref, name, changed=True)


async def reassign(
    tx: Tx,
    actor: Actor,
    ref: str,
    person_id: int,
    reason: str,
    *,
    seen: str | None = None,
    anyway: str | None = None,
    now: datetime,
) -> Allocated:
    """Move a contact from its holder to somebody else, with a reason; both are told, and an offer of it ends.

    seen: number or name of the holder as the person who asks saw it; where somebody else has it by now it is refused rather than taken from
    them. The manager who reassigns decides it from then on, where nobody does yet. anyway: why, where another than the new one holds one of
    the same family, or is off duty. Raises ContactClosed, CannotHold, NobodyToMoveItFrom, HolderChanged, SameFamily, OffDuty,
    ReasonNeeded and what the door raises. Locks: the contact, its matches. Writes claims, hand_overs, clocks, matches, deliveries,
    owners; events owner_taken, contact_reassigned.
    """
    contact, name = await _given_to(tx, actor, ref, person_id, now)
    claim, before = claim_of(contact), contact.holder_id
    if before is None:
        raise NobodyToMoveItFrom(ref=contact.ref)
    claim.must_be_as_seen(seen)
    if claim.has(person_id):
        return Allocated(contact.ref, name, changed=False)
    reason = given(reason)
    move = claim.take_over(person_id, reason, how="reassigned", given_by=actor.person_id)
    asked = await _must_answer(tx, actor, contact, person_id, anyway, act="reassign", now=now)
    owns = await own_if_nobody_does(tx, actor, contact, now=now)
    red = await rated_first(tx.conn, contact)
    tells = [Notice("allocated", [person_id], urgent=red), Notice("reassigned", [before])]
    event, words, told = "contact_reassigned", {"reason": reason, **asked.words}, [person_id]
    body: Body = {"person": person_id, "before": before, "owner_taken": owns, **asked.body}
    await pass_on(tx, actor, contact, claim, move, event, body, tells=tells, told=told, words=words, now=now)
    return Allocated(contact.ref, name, changed=True)


async def _given_to(tx: Tx, actor: Actor, ref: str, person_id: int, now: datetime) -> tuple[Contact, str]:
    contact = await open_contact(tx, actor, ref, Action.ALLOCATE, now=now)
    name = await colleague(tx.conn, contact, person_id, Action.CLAIM)
    if name is None:
        raise CannotHold({"to": "Choose a colleague whose seat claims contacts."}, ref=contact.ref)
    return contact, name


async def _must_answer(
    tx: Tx, actor: Actor, contact: Contact, to: int, anyway: str | None, *, act: str, now: datetime
) -> Answered:
    """One question for all that speaks against it: the same family elsewhere, and that the person is off duty. One answer for both."""
    try:
        words = await must_be_on_duty(tx, actor, contact, to, anyway, now=now)
    except OffDuty as off:
        try:
            await must_ask(tx, actor, contact, to, None, act=act, now=now)
        except SameFamily as family:
            also = "{person} is off duty{until}. ".format_map(off.facts)
            raise SameFamily(**{**family.facts, "also": also}) from None
        raise
    beside = await must_ask(tx, actor, contact, to, anyway, act=act, now=now)
    return Answered(words) if words and not beside.asked else beside
