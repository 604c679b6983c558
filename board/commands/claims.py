"""Claim, release, take the next most urgent: one winner always, and the loser told who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.commands.baton import pass_on
from board.commands.matches import must_ask
from board.commands.record import Done, open_contact
from board.commands.words import given
from board.domain.baton import claim_of
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    AlreadyClaimed,
    ContactClosed,
    HeldByAnother,
    NotHere,
    NothingWaiting,
    SameFamily,
)
from board.store.doors import access_contact, must
from board.store.engine import Tx
from board.store.urgencies import waiting


@dataclass(frozen=True, slots=True)
class Claimed:
    """The contact's holder now. changed: false when this person had it already."""

    ref: str
    holder: str
    changed: bool


async def claim(tx: Tx, actor: Actor, ref: str, *, anyway: str | None = None, now: datetime) -> Claimed:
    """Give an unclaimed contact to this person. Claiming what you already hold changes nothing.

    anyway: why, where somebody else holds one of the same family. Raises NotAllowed, NotHere, ContactClosed, AlreadyClaimed (names the
    holder), SameFamily. Locks: the contact, its matches. Writes claims, clocks, matches, event contact_claimed.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.CLAIM, now=now, lock=True)
    return await _give(tx, actor, contact, anyway, now=now)


async def take_next(tx: Tx, actor: Actor, *, now: datetime) -> Claimed:
    """Claim the most urgent contact that waits. Two people asking at once get two different ones.

    Raises NotAllowed, NothingWaiting, SameFamily (of the most urgent one whose family somebody else holds; what was left to that
    holder is passed over while there is anything else). Locks: the contacts it tries, passing over any that somebody else is just
    taking, so that nobody waits for anybody; only when nothing else is left does it wait for one.
    """
    must(actor, Action.CLAIM)
    refs = await waiting(tx.conn, actor.hub_id, actor.person_id, now=now)
    left: SameFamily | None = None
    for ref, wait in [(ref, False) for ref in refs] + [(ref, True) for ref in refs[:1]]:
        try:
            contact = await access_contact(
                tx.conn, actor, ref, Action.CLAIM, now=now, lock=True, skip_locked=not wait
            )
            return await _give(tx, actor, contact, None, now=now)
        except (AlreadyClaimed, ContactClosed, NotHere):
            continue
        except SameFamily as asked:
            if not asked.facts["left"]:
                raise
            left = left or asked
    raise left or NothingWaiting


async def _give(tx: Tx, actor: Actor, contact: Contact, anyway: str | None, *, now: datetime) -> Claimed:
    contact.must_be_open()
    baton = claim_of(contact)
    move = baton.take(actor.person_id)
    if move is None:
        return Claimed(contact.ref, actor.name, changed=False)
    asked = await must_ask(tx, actor, contact, actor.person_id, anyway, act="claim", now=now)
    told, words = [actor.person_id], asked.words
    event = "contact_claimed"
    await pass_on(tx, actor, contact, baton, move, event, asked.body, told=told, words=words, now=now)
    return Claimed(contact.ref, actor.name, changed=True)


async def release(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Release a contact with a reason the card then shows; a manager may do it for somebody else.

    Raises ReasonNeeded, NobodyHoldsIt, HeldByAnother and what the door raises. Locks: the contact. Writes claims, hand_overs, clocks,
    event contact_released (holds a digest of the reason, never its words).
    """
    contact = await open_contact(tx, actor, ref, Action.RELEASE, now=now)
    by = None if actor.may(Action.RELEASE_FOR_ANOTHER) else actor.person_id
    claim_of(contact).must_be_held(by, refusal=HeldByAnother)
    await let_go(tx, actor, contact, given(reason), now=now)
    return Done(contact.ref)


async def let_go(tx: Tx, actor: Actor, contact: Contact, reason: str, *, now: datetime) -> None:
    """A held contact waits again. The caller has locked it. Writes what release does."""
    baton, event = claim_of(contact), "contact_released"
    body, words, told = {"holder": contact.holder_id}, {"reason": reason}, [actor.person_id]
    await pass_on(tx, actor, contact, baton, baton.end(reason), event, body, told=told, words=words, now=now)
