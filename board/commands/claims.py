"""Claim, release, take the next most urgent: one winner always, and the loser told who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.commands.matches import must_ask
from board.commands.record import Done, open_contact, record
from board.commands.running import keep_clocks
from board.commands.telling import over
from board.commands.words import given
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    AlreadyClaimed,
    ContactClosed,
    HeldByAnother,
    NobodyHoldsIt,
    NotHere,
    NothingWaiting,
    SameFamily,
)
from board.store.doors import access_contact, must
from board.store.engine import Tx
from board.store.holding import begin_claim, end_claim, end_offer
from board.store.urgencies import waiting


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who has the contact now. changed: false when this person had it already."""

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
    refs = await waiting(tx.conn, actor.hub_id, now=now)
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
    if contact.holder_id == actor.person_id:
        return Claimed(contact.ref, actor.name, changed=False)
    contact.must_be_free()
    asked = await must_ask(tx, actor, contact, actor.person_id, anyway, act="claim", now=now)
    await begin_claim(tx.conn, contact, actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    told, words = [actor.person_id], asked.words
    await record(tx, contact, "contact_claimed", actor, asked.body, told=told, words=words, now=now)
    return Claimed(contact.ref, actor.name, changed=True)


async def release(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Let go of a contact with a reason the card then shows; a manager may do it for somebody else.

    Raises ReasonNeeded, NobodyHoldsIt, HeldByAnother and what the door raises. Locks: the contact. Writes claims, hand_overs, clocks,
    event contact_released (holds a digest of the reason, never its words).
    """
    contact = await open_contact(tx, actor, ref, Action.RELEASE, now=now)
    if contact.holder_id is None:
        raise NobodyHoldsIt(ref=contact.ref)
    if contact.holder_id != actor.person_id and not actor.may(Action.RELEASE_FOR_ANOTHER):
        raise HeldByAnother(ref=contact.ref, holder=contact.holder)
    await let_go(tx, actor, contact, given(reason), now=now)
    return Done(contact.ref)


async def let_go(tx: Tx, actor: Actor, contact: Contact, reason: str, *, now: datetime) -> None:
    """A held contact waits again. The caller has locked it. Writes what release does."""
    await end_claim(tx.conn, contact, actor.person_id, reason, now=now)
    await end_offer(tx.conn, contact, actor.person_id, "overtaken", now=now)
    told = await over(tx, contact, now=now) | {actor.person_id}
    await keep_clocks(tx, contact, now=now)
    body, words = {"holder": contact.holder_id}, {"reason": reason}
    await record(tx, contact, "contact_released", actor, body, told=told, words=words, now=now)
