"""The contacts of one incident are locked in one order, by number, by every command that changes more than one of them."""

from __future__ import annotations

from datetime import datetime

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact, locked
from board.store.engine import Tx
from board.store.referrer.copies import incident_of


async def lock_incident(tx: Tx, hub_id: int, contact_id: int, *, now: datetime) -> list[Contact]:
    """Every contact of the incident of this one, in order. Locks: each of them, by number."""
    found = [
        await locked(tx.conn, hub_id, one, now=now) for one in await incident_of(tx.conn, hub_id, contact_id)
    ]
    return [one for one in found if one is not None]


async def access_incident(tx: Tx, actor: Actor, ref: str, action: Action, *, now: datetime) -> Contact:
    """The contact behind its door, locked with all that are one incident with it. Locks: each of them, by number. Raises what the door
    raises.
    """
    asked = await access_contact(tx.conn, actor, ref, action, now=now)
    await lock_incident(tx, asked.hub_id, asked.contact_id, now=now)
    return await access_contact(tx.conn, actor, ref, action, now=now, lock=True)
