"""A restricted contact exists only for the people named."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import text

from board.commands.baton import write
from board.commands.closures import must_not_be_joined
from board.commands.identity.telling import shared_around, tell_since
from board.commands.incident.together import access_incident
from board.commands.matches import part
from board.commands.naming import (
    add_if_too_few,
    if_person,
    keep_out_of,
    must_be_apart,
    must_be_seated,
    must_not_be_interested,
    name,
    say_if_too_few,
)
from board.commands.record import note, record
from board.commands.review_meetings import meeting_of_named
from board.commands.running import keep_clocks
from board.commands.telling import over
from board.commands.words import given
from board.domain.baton import Move, claim_of
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.engine import Tx
from board.store.policies import policy_of
from board.store.visibility import told_of

_RESTRICT = text(
    "update contacts set restricted = :restricted, uncovered_at = null where hub_id = :hub_id and contact_id = :contact_id"
)
_UNNAME = text(
    "update named_people set ended_at = :now where hub_id = :hub_id and contact_id = :contact_id and ended_at is null "
    "and not person_id = any(cast(:people as bigint[]))"
)
_LET_IN = text(
    "update kept_out set ended_at = :now where hub_id = :hub_id and contact_id = :contact_id and ended_at is null "
    "and person_id = any(cast(:people as bigint[]))"
)
_JOINED = text(
    "update contacts set restricted = :restricted, uncovered_at = null where hub_id = :hub_id and joined_to = :contact_id "
    "returning contact_id"
)
LET_GO_REASON = "It was restricted to others."


async def restrict(
    tx: Tx,
    actor: Actor,
    ref: str,
    people: Iterable[int],
    reason: str,
    *,
    keep_out: Iterable[int] = (),
    now: datetime,
) -> None:
    """Make a contact exist only for these people and whoever restricts it; naming others again replaces the list.

    Where these are fewer than two, the board names as many more as are wanted, by the rule of domain.naming; where the hub has nobody
    who may be, it is restricted all the same, and whoever is named is told so.
    A holder who is not named holds it no more, and it is offered to nobody who is not: they may be why it is restricted, and nobody
    works on what does not exist for them. Nor does a meeting stand that a manager who is not named was to come to.
    keep_out: who must never be named by the board itself when nobody named is on duty; whoever held it, was offered it or was named and
    is not any more is kept out unasked. Somebody named is kept out no longer.

    Raises ReasonNeeded, BadInput, UnknownPeople, ContactClosed and what the door raises. Locks: the incident. Writes contacts,
    named_people, kept_out, claims, hand_overs, clocks, deliveries, what meeting_of_named writes, event contact_restricted, or
    named_people_changed where it was restricted already: the board and the wall, which never knew of it, must not be told that it left
    them. Either concerns everybody named before or after, the holder, to whom it is offered, and whoever until now could see a notice about
    it.
    """
    contact = await access_incident(tx, actor, ref, Action.RESTRICT, now=now)
    contact.must_be_open()
    reason = given(reason)
    named, keep_out = sorted({*people, *await if_person(tx, actor)}), frozenset(keep_out)
    must_be_apart(named, keep_out)
    must_not_be_interested(contact, named)
    await must_be_seated(tx, contact.hub_id, {*named, *keep_out})
    told = contact.concerned | (frozenset() if contact.restricted else await told_of(tx.conn, contact))
    shared = await shared_around(tx, contact)
    facts = contact.key | {"now": now, "people": named}
    out = (contact.concerned | keep_out) - frozenset(named)
    await tx.conn.execute(_UNNAME, facts)
    await name(tx, contact, named, by=actor.person_id, now=now)
    await tx.conn.execute(_LET_IN, facts)
    await keep_out_of(tx, contact, out, by=actor.person_id, now=now)
    rules = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    named = [*named, *await add_if_too_few(tx, contact, named, out, rules, now=now)]
    await tx.conn.execute(_RESTRICT, {**facts, "restricted": True})
    await say_if_too_few(tx, contact, named, out, now=now)
    contact = replace(contact, named=frozenset(named))
    held_on = contact.holder_id is None or contact.holder_id in named
    if contact.offered_to is not None and not (held_on and contact.offered_to in named):
        await write(tx, claim_of(contact), Move(offer_ends="overtaken"), by=actor.person_id, now=now)
        contact = replace(contact, offered_to=None)
        told |= await over(tx, contact, now=now)
        await keep_clocks(tx, contact, now=now)
    await meeting_of_named(tx, contact, named, actor.person_id, now=now)
    if not held_on:
        claim = claim_of(contact)
        await write(tx, claim, claim.end(LET_GO_REASON), by=actor.person_id, now=now)
        await keep_clocks(tx, contact, now=now)
    if not contact.restricted:
        await part(tx, contact, now=now, closed=True)
    kind = "named_people_changed" if contact.restricted else "contact_restricted"
    body, words = {"named": len(named)}, {"reason": reason}
    await record(tx, contact, kind, actor, body, told=told, words=words, now=now)
    await _joined_follow(tx, actor, contact, kind, named, out, now)
    await tell_since(tx, contact, shared, now=now)


async def unrestrict(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> None:
    """Let a contact stand on the board again for everybody. A contact that is not restricted stays as it is.

    Raises ReasonNeeded and what the door raises. Locks: the incident. Writes contacts, named_people, event contact_unrestricted.
    """
    contact = await access_incident(tx, actor, ref, Action.RESTRICT, now=now)
    reason = given(reason)
    if not contact.restricted:
        return
    await must_not_be_joined(tx, contact)
    told = await told_of(tx.conn, contact)
    shared = await shared_around(tx, contact)
    facts = contact.key | {"now": now, "people": []}
    await tx.conn.execute(_UNNAME, facts)
    await tx.conn.execute(_RESTRICT, {**facts, "restricted": False})
    await part(tx, contact, now=now, kind="match_found", closed=True)
    words = {"reason": reason}
    await record(tx, contact, "contact_unrestricted", actor, told=told, words=words, now=now)
    await _joined_follow(tx, actor, contact, "contact_unrestricted", (), (), now)
    await tell_since(tx, contact, shared, now=now)


async def _joined_follow(
    tx: Tx,
    actor: Actor,
    contact: Contact,
    kind: str,
    named: Collection[int],
    out: Collection[int],
    now: datetime,
) -> None:
    """Contacts joined to this one exist for the same people, since their texts stand here. kind: of the event of each."""
    where = contact.key | {"restricted": bool(named)}
    for one in sorted((await tx.conn.execute(_JOINED, where)).scalars()):
        joined = replace(contact, contact_id=one)
        facts = joined.key | {"now": now, "people": sorted(named)}
        await tx.conn.execute(_UNNAME, facts)
        await name(tx, joined, named, by=actor.person_id, now=now)
        await tx.conn.execute(_LET_IN, facts)
        await keep_out_of(tx, joined, out, by=actor.person_id, now=now)
        note(tx, contact.hub_id, kind, actor, about=one, told=contact.concerned.union(named), now=now)
