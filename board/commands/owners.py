"""The deciding manager: one from start to finish, and changed only with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.commands.baton import Notice, pass_on, stands, write
from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.commands.telling import tell
from board.commands.words import given
from board.domain.baton import OWNER, Baton
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.owners import WHYS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import CannotDecide, UnknownCode
from board.store.colleagues import colleague
from board.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Owned:
    """The contact's deciding manager now. changed: false when they were it already."""

    ref: str
    manager: str
    changed: bool


async def own(
    tx: Tx,
    actor: Actor,
    ref: str,
    person_id: int | None = None,
    why: str = "",
    reason: str = "",
    *,
    seen: str | None = None,
    now: datetime,
) -> Owned:
    """Make a manager (oneself, when none is named) the one who decides this contact.

    The first needs no reason; any change does, with why: one of WHYS. seen: number or name of the deciding manager whom the person who
    asks saw, empty for none; where another manager was quicker it is refused rather than overturned. Raises ContactClosed, CannotDecide,
    OwnerChanged, UnknownCode, ReasonNeeded and what the door raises. Locks: the contact. Writes owners, contacts, clocks, deliveries,
    event owner_taken or owner_transferred.
    """
    contact = await open_contact(tx, actor, ref, Action.OWN, now=now)
    person_id = actor.person_id if person_id is None else person_id
    name = await colleague(tx.conn, contact, person_id, Action.OWN)
    if name is None:
        raise CannotDecide({"to": "Choose a manager."}, ref=contact.ref)
    owner = await owner_of(tx, actor, contact)
    if owner.holder is None or owner.has(person_id):
        taken = await _take(tx, actor, owner, contact, person_id, now=now)
        if taken:
            await keep_clocks(tx, contact, now=now)
        return Owned(contact.ref, name, changed=taken)
    owner.must_be_as_seen(seen)
    if why not in WHYS:
        known = ", ".join(WHYS)
        raise UnknownCode({"why": "Choose why it changes."}, field="why", value=why, known=known)
    reason = given(reason)
    move = owner.take_over(person_id, reason, how=why, given_by=actor.person_id)
    before = owner.holder.person_id
    event, tells = "owner_transferred", [Notice("owner_changed", [before, person_id])]
    body: Body = {"person": person_id, "before": before, "why": why}
    words = {"reason": reason}
    await pass_on(tx, actor, contact, owner, move, event, body, tells=tells, words=words, now=now)
    return Owned(contact.ref, name, changed=True)


async def owner_of(tx: Tx, actor: Actor, contact: Contact) -> Baton:
    """The deciding of a contact that is locked."""
    if contact.deciding_manager is None:
        return Baton(OWNER, contact.key, contact.ref)
    return await stands(tx, OWNER, contact.key, contact.ref, actor.person_id)


async def own_if_nobody_does(tx: Tx, actor: Actor, contact: Contact, *, now: datetime) -> bool:
    """A manager who directs the work on a contact decides it, where nobody does yet. Whether that is so now."""
    return contact.deciding_manager is None and await must_decide(tx, actor, contact, now=now)


async def must_decide(tx: Tx, actor: Actor, contact: Contact, *, now: datetime) -> bool:
    """Only the deciding manager goes on; where there is none, this manager becomes it. Whether that is so now. Raises DecidedByAnother."""
    return await _take(tx, actor, await owner_of(tx, actor, contact), contact, actor.person_id, now=now)


async def _take(
    tx: Tx, actor: Actor, owner: Baton, contact: Contact, person_id: int, *, now: datetime
) -> bool:
    """This person decides it, if nobody does. Whether that is new. Writes owners, contacts, deliveries, event owner_taken."""
    move = owner.take(person_id, how="first")
    if move is None:
        return False
    await write(tx, owner, move, by=actor.person_id, now=now)
    told = await tell(tx, contact, "owner_changed", [person_id], by=actor.person_id, now=now)
    await record(tx, contact, "owner_taken", actor, {"person": person_id}, told=told, now=now)
    return True
