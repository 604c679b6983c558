"""A referrer is not to be named from now on; a manager may lift that, with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.incident.together import access_incident, lock_incident
from board.commands.record import Done, record
from board.commands.words import given
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.referrer.copies import unname_copies
from board.store.rows import insert

_SET = text(
    "update contacts set anonymous_referrer = :hidden "
    "where hub_id = :hub_id and contact_id = :contact_id and anonymous_referrer <> :hidden returning contact_id"
)


async def hide_referrer(tx: Tx, actor: Actor, ref: str, *, now: datetime) -> Done:
    """The referrer asked not to be named: nobody is shown their name from now on, whether the contact is open or closed. The same again
    is silence. Holds for every contact of the same incident. Raises what the door raises. Locks: those contacts by number.
    Writes contacts, late_information, referrer_changes, event referrer_hidden.
    """
    contact = await access_incident(tx, actor, ref, Action.HIDE_REFERRER, now=now)
    return Done(contact.ref, changed=await hide_referrer_of(tx, contact, actor, now=now))


async def hide_referrer_of(tx: Tx, contact: Contact, actor: Actor | None, *, now: datetime) -> bool:
    """The same for a contact that is locked; returns whether the referrer could be named until now. actor: none for what was sent."""
    incident = await lock_incident(tx, contact.hub_id, contact.contact_id, now=now)
    changed = [await _change(tx, one, actor, None, now) for one in incident]
    if len(incident) > 1:
        await unname_copies(tx.conn, contact.hub_id, [one.contact_id for one in incident])
    return any(changed)


async def name_referrer(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Lift that the referrer is not to be named. Texts that were redacted stay redacted. The same again is silence. Raises ReasonNeeded
    and what the door raises. Locks: the contact. Writes contacts, referrer_changes, event referrer_named.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.NAME_REFERRER, now=now, lock=True)
    return Done(contact.ref, changed=await _change(tx, contact, actor, given(reason), now))


async def _change(tx: Tx, contact: Contact, actor: Actor | None, reason: str | None, now: datetime) -> bool:
    """reason: why the referrer may be named; none where they may not."""
    row = await tx.conn.execute(_SET, contact.key | {"hidden": reason is None})
    if row.scalar_one_or_none() is None:
        return False
    who = actor.person_id if actor else None
    facts = {"changed_at": now, "changed_by": who, "hidden": reason is None, "reason": reason}
    await insert(tx.conn, "referrer_changes", [contact.key | facts])
    kind, words = ("referrer_hidden", {}) if reason is None else ("referrer_named", {"reason": reason})
    await record(tx, contact, kind, actor, words=words, now=now)
    return True
